import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { v7 as uuidv7 } from 'uuid';
import { cleanedText } from '@ates/contracts';
import { connectEvents } from '@ates/messaging';
import { createService } from '@ates/platform';
import { AppModule } from '../../src/app.module.js';
import { FinanceConfiguration } from '../../src/config.js';
import { Api } from '../../../../test/support/api.js';
import type { TestDatabase } from '../../../../test/support/database.js';
import { createServiceDatabase, databaseKeys } from '../../../../test/support/service-database.js';
import { until } from '../../../../test/support/until.js';
import { ServiceProcess } from '../../../../test/support/system.js';
import { freePort } from '../../../../tools/processes/ports.mjs';
import { Peers, type Person } from '../../../../test/support/peers.js';

process.env['LOG_LEVEL'] = 'error';

interface Running {
  url: string;
  end: () => Promise<unknown>;
}

async function startApp(environment: Record<string, string>): Promise<NestFastifyApplication> {
  const description = { name: 'finance', title: 'Finance', description: 'Finance in a test' };
  const configuration = FinanceConfiguration.read(environment);
  const app = await createService(AppModule.forRoot(configuration), description, configuration);
  connectEvents(app);
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return app;
}

/** A complete Finance on its own database, among its peers. */
export class FinanceService {
  private readonly others: FinanceService[] = [];

  private constructor(
    private readonly running: Running,
    readonly database: TestDatabase,
    readonly peers: Peers,
    /** Its complete environment. */
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  get url(): string {
    return this.running.url;
  }

  /** Where its mails are written when there is no mail server. */
  get mailFolder(): string {
    return this.environment['MAIL_DIR'] ?? '';
  }

  static start(environment: Record<string, string> = {}): Promise<FinanceService> {
    return FinanceService.startWith(environment, async (whole) => {
      const app = await startApp(whole);
      return { url: await app.getUrl(), end: () => app.close() };
    });
  }

  /** Starts Finance as a separate process from the built code, so that it can be killed. */
  static async startProcess(
    environment: Record<string, string>,
  ): Promise<{ finance: FinanceService; process: ServiceProcess }> {
    const port = await freePort();
    const started: ServiceProcess[] = [];
    const finance = await FinanceService.startWith(environment, async (whole) => {
      const child = new ServiceProcess('finance', port, { ...whole, HOST: '127.0.0.1' });
      started.push(child);
      await child.start();
      return { url: child.url, end: () => child.stop() };
    });
    const [child] = started;
    if (!child) {
      throw new Error('Finance was not started');
    }
    return { finance, process: child };
  }

  private static async startWith(
    environment: Record<string, string>,
    run: (whole: Record<string, string>) => Promise<Running>,
  ): Promise<FinanceService> {
    const database = await createServiceDatabase('finance');
    const peers = await Peers.start();
    const mailFolder = await mkdtemp(path.join(tmpdir(), 'ates-mail-'));
    const whole = {
      PORT: '4303',
      ...databaseKeys(database),
      MESSAGE_TRANSPORT: 'feed',
      OIDC_ISSUER: peers.issuer,
      AUTH_URL: `${peers.url}/auth`,
      TASKS_URL: `${peers.url}/tasks`,
      SERVICE_CLIENT_ID: 'finance',
      SERVICE_CLIENT_SECRET: 'finance-secret-for-tests-only',
      PRICE_SECRET: 'price-secret-for-tests-only',
      CLOSE_DAYS: 'by-hand',
      // Lets tests use days of past years, whenever they run.
      BOOKS_BEGIN: '2025-01-01',
      MAIL_DIR: mailFolder,
      ...environment,
    };
    return new FinanceService(await run(whole), database, peers, whole);
  }

  /** Another instance on the same database, with some keys changed; close it before this one stops. */
  startAnotherApp(changes: Record<string, string> = {}): Promise<NestFastifyApplication> {
    return startApp({ ...this.environment, ...changes });
  }

  /** Another instance on the same database, among the same peers. It is stopped with this one. */
  async anotherInstance(changes: Record<string, string> = {}): Promise<FinanceService> {
    const app = await this.startAnotherApp(changes);
    const running = { url: await app.getUrl(), end: () => app.close() };
    const environment = { ...this.environment, ...changes };
    const instance = new FinanceService(running, this.database, this.peers, environment);
    this.others.push(instance);
    return instance;
  }

  async stop(): Promise<void> {
    await Promise.all([this, ...this.others].map(({ running }) => running.end()));
    await this.peers.stop();
    await this.database.drop();
    await rm(this.mailFolder, { recursive: true, force: true });
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

  /** A person with these roles, whom Finance has already fetched. */
  async person(...roles: string[]): Promise<Person> {
    const person = this.peers.add(...roles);
    await this.untilCached(person);
    return person;
  }

  /** Waits until Finance has the person's current data. */
  async untilCached(person: Person): Promise<void> {
    await until(`Finance has fetched ${person.name}`, async () => {
      const [row] = await this.database.query<{ name: string; roles: string[] }>(
        `select name, roles from cached_user where id = $1 and is_known and not is_stale`,
        [person.uuid],
      );
      return row?.name === cleanedText(person.name) && String(row.roles) === String(person.roles);
    });
  }

  /** Tasks assigns a new task to the person, at a time or now; returns its id. */
  assign(person: Person, description: string, timestamp = new Date().toISOString()): string {
    const task = uuidv7();
    this.peers.descriptions.set(task, description);
    this.peers.publish('tasks', 'tasks.task.changed', { task_uuid: task, timestamp });
    this.peers.publish('tasks', 'tasks.task.assigned', {
      task_uuid: task,
      assigned_to: person.uuid,
      timestamp,
    });
    return task;
  }

  complete(person: Person, task: string, timestamp = new Date().toISOString()): void {
    this.peers.publish('tasks', 'tasks.task.completed', {
      task_uuid: task,
      assigned_to: person.uuid,
      timestamp,
    });
  }

  /** Waits until Finance has consumed all events of Tasks. */
  async untilUpToDate(): Promise<void> {
    await until('Finance has consumed all events of Tasks', async () => {
      const [row] = await this.database.query<{ position: number }>(
        `select position::int as position from feed_position where producer = 'tasks'`,
      );
      return row?.position === this.peers.publishedCount('tasks');
    });
  }

  /** Waits until Finance has fetched the descriptions of all its tasks. */
  async untilDescriptionsFetched(): Promise<void> {
    await until('Finance has fetched all descriptions', async () => {
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
