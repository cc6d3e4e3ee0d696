import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../tools/processes/ports.mjs';
import { copyTestDatabase, type TestDatabase } from './database.js';
import { createServiceDatabase, databaseKeys } from './service-database.js';
import { Peers, type Person } from './peers.js';
import { Api } from './api.js';
import { ServiceProcess } from './system.js';
import { until } from './until.js';

/** Any number of Finance processes on one database, with stand-ins for the other services. */
export class FinanceAlone {
  private readonly instances: ServiceProcess[] = [];

  private constructor(
    readonly peers: Peers,
    public database: TestDatabase,
    private readonly environment: Record<string, string>,
    /** The folder of its mails. */
    readonly mailFolder: string,
  ) {}

  /** Starts the peers; no instance of Finance yet. */
  static async create(environment: Record<string, string> = {}): Promise<FinanceAlone> {
    const mailFolder = await mkdtemp(path.join(tmpdir(), 'ates-mail-'));
    return new FinanceAlone(
      await Peers.start(),
      await createServiceDatabase('finance'),
      environment,
      mailFolder,
    );
  }

  /** Another instance, not started yet. */
  async newInstance(environment: Record<string, string> = {}): Promise<ServiceProcess> {
    const instance = new ServiceProcess('finance', await freePort(), {
      HOST: '127.0.0.1',
      MESSAGE_TRANSPORT: 'feed',
      OIDC_ISSUER: this.peers.issuer,
      AUTH_URL: `${this.peers.url}/auth`,
      TASKS_URL: `${this.peers.url}/tasks`,
      SERVICE_CLIENT_ID: 'finance',
      SERVICE_CLIENT_SECRET: 'finance-secret-for-tests-only',
      PRICE_SECRET: 'price-secret-for-tests-only',
      BOOKS_BEGIN: '2025-01-01',
      ...databaseKeys(this.database),
      MAIL_DIR: this.mailFolder,
      ...this.environment,
      ...environment,
    });
    this.instances.push(instance);
    return instance;
  }

  async stop(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.kill()));
    await this.peers.stop();
    await this.database.drop();
    await rm(this.mailFolder, { recursive: true });
  }

  /** A copy of the database; no instance may run meanwhile. */
  backup(): Promise<TestDatabase> {
    return copyTestDatabase('finance', this.database);
  }

  /** Drops the database and replaces it with an empty one or a backup. */
  async loseDatabase(backup?: TestDatabase): Promise<void> {
    await this.database.drop();
    this.database = backup ?? (await createServiceDatabase('finance'));
  }

  async as(person: Person, instance: ServiceProcess): Promise<Api> {
    return new Api(instance.url, await this.peers.tokenOf(person));
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

  /** Waits until Finance has an up-to-date cached copy of a person. */
  async untilCached(person: Person): Promise<void> {
    await until(`Finance has cached ${person.name}`, async () => {
      const rows = await this.database.query(
        `select from cached_user where id = $1 and is_known and not is_stale`,
        [person.uuid],
      );
      return rows.length === 1;
    });
  }
}
