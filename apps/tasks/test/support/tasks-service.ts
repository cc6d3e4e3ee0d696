import { CommandBus, type Command } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import type { TaskView } from '@ates/contracts';
import { connectEvents } from '@ates/messaging';
import { createService } from '@ates/platform';
import { AppModule } from '../../src/app.module.js';
import { TasksConfiguration } from '../../src/config.js';
import { Api } from '../../../../test/support/api.js';
import type { TestDatabase } from '../../../../test/support/database.js';
import { createServiceDatabase, databaseKeys } from '../../../../test/support/service-database.js';
import { until } from '../../../../test/support/until.js';
import { Peers, type Person } from '../../../../test/support/peers.js';

process.env['LOG_LEVEL'] = 'error';

export interface StoredEvent {
  type: string;
  body: { task_uuid: string; assigned_to?: string; timestamp: string };
}

async function startApp(environment: Record<string, string>): Promise<NestFastifyApplication> {
  const description = { name: 'tasks', title: 'Tasks', description: 'Tasks in a test' };
  const configuration = TasksConfiguration.read(environment);
  const app = await createService(AppModule.forRoot(configuration), description, configuration);
  connectEvents(app);
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return app;
}

/** Tasks itself, whole, on a database of its own, among its peers. */
export class TasksService {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly url: string,
    readonly database: TestDatabase,
    readonly peers: Peers,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Starts it, fed by Auth's event feed; with keys of its environment changed where asked. */
  static async start(changes: Record<string, string> = {}): Promise<TasksService> {
    const database = await createServiceDatabase('tasks');
    const peers = await Peers.start();
    const environment = {
      PORT: '4302',
      ...databaseKeys(database),
      MESSAGE_TRANSPORT: 'feed',
      OIDC_ISSUER: peers.issuer,
      AUTH_URL: `${peers.url}/auth`,
      FINANCE_URL: `${peers.url}/finance`,
      SERVICE_CLIENT_ID: 'tasks',
      SERVICE_CLIENT_SECRET: 'tasks-secret-for-tests-only',
      // Tests do in a second what a person does in an hour.
      TASKS_PER_MINUTE: '1000000',
      REDRAWS_PER_MINUTE: '1000000',
      REASSIGNMENTS_WAITING: '1000',
      ...changes,
    };
    const app = await startApp(environment);
    return new TasksService(app, await app.getUrl(), database, peers, environment);
  }

  /** Another instance on the same database; to be closed before this one stops. */
  beside(): Promise<NestFastifyApplication> {
    return startApp({ ...this.environment });
  }

  /** A part of the service. */
  get<Part>(part: new (...parts: never[]) => Part): Part {
    return this.app.get(part, { strict: false });
  }

  /** Stops the service alone. */
  close(): Promise<void> {
    return this.app.close();
  }

  async stop(): Promise<void> {
    await this.close();
    await this.peers.stop();
    await this.database.drop();
  }

  async as(person: Person): Promise<Api> {
    return new Api(this.url, await this.peers.tokenOf(person));
  }

  async asService(...scopes: string[]): Promise<Api> {
    return new Api(this.url, await this.peers.serviceToken(...scopes));
  }

  /** Carries out a command at once, as the loop that does it now and then would. */
  execute<Result>(command: Command<Result>): Promise<Result> {
    return this.app.get(CommandBus).execute(command);
  }

  anonymous(): Api {
    return new Api(this.url);
  }

  /** Somebody with these roles, whom Tasks knows. */
  async person(...roles: string[]): Promise<Person> {
    const person = this.peers.add(...roles);
    await this.knows(person);
    return person;
  }

  /** Several at once. */
  async people(count: number, ...roles: string[]): Promise<Person[]> {
    const people = Array.from({ length: count }, () => this.peers.add(...roles));
    await Promise.all(people.map((person) => this.knows(person)));
    return people;
  }

  /** Waits until Tasks has the person's data as Auth has it now. */
  async knows(person: Person): Promise<void> {
    await until(`Tasks knows ${person.name}`, async () => {
      const [row] = await this.database.query<{ name: string; roles: string[] }>(
        `select name, roles from cached_user where id = $1 and is_known and not is_stale`,
        [person.uuid],
      );
      return row?.name === person.name && String(row.roles) === String(person.roles);
    });
  }

  /** Deletes the person at Auth and waits until Tasks has heard of it. */
  async remove(person: Person): Promise<void> {
    this.peers.remove(person);
    await until(`Tasks knows that ${person.name} is gone`, async () => {
      const rows = await this.database.query(`select from cached_user where id = $1 and is_deleted`, [
        person.uuid,
      ]);
      return rows.length > 0;
    });
  }

  /** A new task, created by `author`. */
  async task(author: Person, description = 'Fix the perch'): Promise<TaskView> {
    const api = await this.as(author);
    const { status, body } = await api.post<TaskView>('/tasks', { description });
    expect(status).toBe(201);
    return body;
  }

  /** Finance tells the price of a task. */
  price(taskId: string, fee = 1250, reward = 3100, currency = 'USD'): void {
    const price = { task_uuid: taskId, fee, reward, currency };
    this.peers.tell('finance', 'finance.task.priced', price);
  }

  /** Waits until Tasks has taken all that Finance told. */
  async knowsPrices(): Promise<void> {
    await until('Tasks has taken all that Finance told', async () => {
      const [row] = await this.database.query<{ position: number }>(
        `select position::int as position from feed_position where producer = 'finance'`,
      );
      return row?.position === this.peers.told('finance');
    });
  }

  /** Many open tasks at once, taken in turn by the performers; their ids. Nothing is told of them. */
  async openTasks(count: number, performers: readonly Person[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       select uuidv7(), 'Fix the perch', people[1], people[1 + number % cardinality(people)], now(), now(), now()
       from generate_series(1, $1::int) as number, (select $2::uuid[] as people) as given
       returning id`,
      [count, performers.map(({ uuid }) => uuid)],
    );
    return rows.map(({ id }) => id);
  }

  /** What Tasks told, oldest first, as who takes first versions alone hears it; of one task where it is named. */
  events(taskId?: string): Promise<StoredEvent[]> {
    return this.database.query<StoredEvent & pg.QueryResultRow>(
      `select type, body from outbox
       where version = 1 and ($1::text is null or body ->> 'task_uuid' = $1)
       order by seq`,
      [taskId ?? null],
    );
  }

  async countTasks(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(`select count(*)::int as count from task`);
    return row?.count ?? 0;
  }

  /** Runs `work` on a connection of its own, inside a transaction that is open all the while and committed then. */
  async during<Result>(
    statement: string,
    parameters: unknown[],
    work: () => Promise<Result>,
  ): Promise<Result> {
    const client = new pg.Client({ connectionString: this.database.url });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(statement, parameters);
      return await work();
    } finally {
      await client.query('commit');
      await client.end();
    }
  }

  /** Waits until `count` statements like `pattern` wait for somebody's lock. */
  async waitingForLock(pattern: string, count = 1): Promise<void> {
    await until(`${count} like ${pattern} wait for a lock`, async () => {
      const rows = await this.database.query(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query ilike $1`,
        [pattern],
      );
      return rows.length >= count;
    });
  }
}
