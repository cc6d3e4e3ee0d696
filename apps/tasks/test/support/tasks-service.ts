import { CommandBus, type Command } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type pg from 'pg';
import type { TaskView } from '@ates/contracts';
import { connectEvents } from '@ates/messaging';
import { createService } from '@ates/platform';
import { AppModule } from '../../src/app.module.js';
import { TasksConfiguration } from '../../src/config.js';
import { Api } from '../../../../test/support/api.js';
import type { TestDatabase } from '../../../../test/support/database.js';
import { during, untilWaitingForLock } from '../../../../test/support/locks.js';
import { createServiceDatabase, databaseKeys } from '../../../../test/support/service-database.js';
import { until } from '../../../../test/support/until.js';
import { Peers, type Person } from '../../../../test/support/peers.js';
import { storedEvents } from '../../../../test/support/events.js';

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

/** The complete Tasks service on its own database, with fake peers. */
export class TasksService {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly url: string,
    readonly database: TestDatabase,
    readonly peers: Peers,
    /** Its complete environment. */
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Starts the service on the event feeds of its peers; `changes` overrides environment keys. */
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
      // Tests exceed the usual limits of a person.
      TASKS_PER_MINUTE: '1000000',
      REDRAWS_PER_MINUTE: '1000000',
      REASSIGNMENTS_WAITING: '1000',
      ...changes,
    };
    const app = await startApp(environment);
    return new TasksService(app, await app.getUrl(), database, peers, environment);
  }

  /** Starts another instance on the same database, with some keys changed; close it before this one stops. */
  startAnotherApp(changes: Record<string, string> = {}): Promise<NestFastifyApplication> {
    return startApp({ ...this.environment, ...changes });
  }

  /** A provider of the service. */
  get<Part>(part: new (...parts: never[]) => Part): Part {
    return this.app.get(part, { strict: false });
  }

  /** Stops only the service, not its peers and database. */
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

  /** Executes a command at once, as its background loop would. */
  execute<Result>(command: Command<Result>): Promise<Result> {
    return this.app.get(CommandBus).execute(command);
  }

  anonymous(): Api {
    return new Api(this.url);
  }

  /** A person with these roles, already cached by Tasks. */
  async person(...roles: string[]): Promise<Person> {
    const person = this.peers.add(...roles);
    await this.untilCached(person);
    return person;
  }

  /** Several such people. */
  async people(count: number, ...roles: string[]): Promise<Person[]> {
    const people = Array.from({ length: count }, () => this.peers.add(...roles));
    await Promise.all(people.map((person) => this.untilCached(person)));
    return people;
  }

  /** Waits until the cached row of the person matches Auth. */
  async untilCached(person: Person): Promise<void> {
    await until(`Tasks knows ${person.name}`, async () => {
      const [row] = await this.database.query<{ name: string; roles: string[] }>(
        `select name, roles from cached_user where id = $1 and is_known and not is_stale`,
        [person.uuid],
      );
      return row?.name === person.name && String(row.roles) === String(person.roles);
    });
  }

  /** Deletes the person in Auth and waits until Tasks has consumed the event. */
  async remove(person: Person): Promise<void> {
    this.peers.remove(person);
    await until(`Tasks knows that ${person.name} was deleted`, async () => {
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

  /** Publishes the price of a task, as Finance would. */
  publishPrice(taskId: string, fee = 1250, reward = 3100, currency = 'USD'): void {
    const price = { task_uuid: taskId, fee, reward, currency };
    this.peers.publish('finance', 'finance.task.priced', price);
  }

  /** Closes a day, as Finance would: by default one that contains the present, in Berlin. */
  closeDay(date: string, changes: Record<string, unknown> = {}): void {
    const hour = 3_600_000;
    this.peers.publish('finance', 'finance.day.closed', {
      date,
      currency: 'USD',
      income: 0,
      people_earned: 0,
      people_in_the_red: 0,
      paid: 0,
      dearest_task: null,
      begins_at: new Date(Date.now() - hour).toISOString(),
      ends_at: new Date(Date.now() + hour).toISOString(),
      time_zone: 'Europe/Berlin',
      ...changes,
    });
  }

  /** Waits until Tasks has consumed all events of Finance. */
  async untilFinanceConsumed(): Promise<void> {
    await until('Tasks has consumed all events of Finance', async () => {
      const [row] = await this.database.query<{ position: number }>(
        `select position::int as position from feed_position where producer = 'finance'`,
      );
      return row?.position === this.peers.publishedCount('finance');
    });
  }

  /** Inserts open tasks, assigned to the performers in turn, without publishing events. Returns their ids. */
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

  /** The events in their first versions, oldest first, optionally of one task. */
  events(taskId?: string): Promise<StoredEvent[]> {
    return this.database.query<StoredEvent & pg.QueryResultRow>(
      `select type, body from ${storedEvents} as outbox
       where version = 1 and ($1::text is null or body ->> 'task_uuid' = $1)
       order by place`,
      [taskId ?? null],
    );
  }

  async countTasks(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(`select count(*)::int as count from task`);
    return row?.count ?? 0;
  }

  /** Runs `statement` in a transaction on its own connection, and `work` before that transaction commits. */
  during<Result>(statement: string, parameters: unknown[], work: () => Promise<Result>): Promise<Result> {
    return during(this.database, statement, parameters, work);
  }

  /** Waits until `count` statements like `pattern` are blocked by a lock. */
  untilWaitingForLock(pattern: string, count = 1): Promise<void> {
    return untilWaitingForLock(this.database, pattern, count);
  }
}
