import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { v7 as uuidv7 } from 'uuid';
import { connectEvents } from '@ates/messaging';
import { createService } from '@ates/platform';
import { AppModule } from '../../src/app.module.js';
import { FinanceConfiguration } from '../../src/config.js';
import { Api } from '../../../../test/support/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { until } from '../../../../test/support/until.js';
import { Peers, type Person } from '../../../../test/support/peers.js';

process.env['LOG_LEVEL'] = 'error';

/** Finance itself, whole, on a database of its own, among its peers. */
export class FinanceService {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly url: string,
    readonly database: TestDatabase,
    readonly peers: Peers,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<FinanceService> {
    const database = await createTestDatabase('finance');
    const peers = await Peers.start();
    const configuration = FinanceConfiguration.read({
      PORT: '4303',
      DATABASE_URL: database.url,
      MESSAGE_TRANSPORT: 'feed',
      OIDC_ISSUER: peers.issuer,
      AUTH_URL: `${peers.url}/auth`,
      TASKS_URL: `${peers.url}/tasks`,
      SERVICE_CLIENT_ID: 'finance',
      SERVICE_CLIENT_SECRET: 'finance-secret-for-tests-only',
      PRICE_SECRET: 'price-secret-for-tests-only',
      CLOSE_DAYS: 'by-hand',
      ...environment,
    });
    const description = { name: 'finance', title: 'Finance', description: 'Finance in a test' };
    const app = await createService(AppModule.forRoot(configuration), description);
    connectEvents(app);
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    return new FinanceService(app, await app.getUrl(), database, peers);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.peers.stop();
    await this.database.drop();
  }

  async as(person: Person): Promise<Api> {
    return new Api(this.url, await this.peers.tokenOf(person));
  }

  async asService(...scopes: string[]): Promise<Api> {
    return new Api(this.url, await this.peers.serviceToken(...scopes));
  }

  anonymous(): Api {
    return new Api(this.url);
  }

  /** Somebody with these roles, whom Finance knows. */
  async person(...roles: string[]): Promise<Person> {
    const person = this.peers.add(...roles);
    await this.knows(person);
    return person;
  }

  /** Waits until Finance has the person's data as Auth has it now. */
  async knows(person: Person): Promise<void> {
    await until(`Finance knows ${person.name}`, async () => {
      const [row] = await this.database.query<{ name: string; roles: string[] }>(
        `select name, roles from cached_user where id = $1 and is_known and not is_stale`,
        [person.uuid],
      );
      return row?.name === person.name && String(row.roles) === String(person.roles);
    });
  }

  /** Tasks gives a new task to the person, at a time or now; answers its id. */
  assign(person: Person, description: string, timestamp = new Date().toISOString()): string {
    const task = uuidv7();
    this.peers.descriptions.set(task, description);
    this.peers.tell('tasks', 'tasks.task.changed', { task_uuid: task, timestamp });
    this.peers.tell('tasks', 'tasks.task.assigned', {
      task_uuid: task,
      assigned_to: person.uuid,
      timestamp,
    });
    return task;
  }

  complete(person: Person, task: string, timestamp = new Date().toISOString()): void {
    this.peers.tell('tasks', 'tasks.task.completed', {
      task_uuid: task,
      assigned_to: person.uuid,
      timestamp,
    });
  }

  /** Waits until Finance has taken all that Tasks told. */
  async isUpToDate(): Promise<void> {
    await until('Finance has taken all that Tasks told', async () => {
      const [row] = await this.database.query<{ position: number }>(
        `select position::int as position from feed_position where producer = 'tasks'`,
      );
      return row?.position === this.peers.told('tasks');
    });
  }

  /** Waits until Finance has the descriptions of all tasks it knows. */
  async knowsDescriptions(): Promise<void> {
    await until('Finance has all descriptions', async () => {
      const rows = await this.database.query(`select from task where is_stale`);
      return rows.length === 0;
    });
  }

  async priceOf(task: string): Promise<{ fee: number; reward: number }> {
    const [price] = await this.database.query<{ fee: number; reward: number }>(
      `select fee::int, reward::int from task where id = $1`,
      [task],
    );
    if (!price) {
      throw new Error(`${task} has no price`);
    }
    return price;
  }
}
