import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { clockFrom } from '../../tools/servers/faketime.mjs';
import { freePort } from '../../tools/processes/ports.mjs';
import { startPostgres, type Postgres } from '../../tools/servers/postgres.mjs';
import { startRabbitMq, type RabbitMq } from '../../tools/servers/rabbitmq.mjs';
import { brokerUrlOf, definitionsFor } from '../support/broker.js';
import type { TestDatabase } from '../support/database.js';
import { MailServer } from '../support/mail-server.js';
import { createServiceDatabase, databaseKeys } from '../support/service-database.js';
import {
  audience,
  authEnvironment,
  clientEnvironment,
  ServiceProcess,
  type ServiceName,
} from '../support/system.js';
import { until } from '../support/until.js';
import { Balancer } from './balancer.js';
import { SteppedClock } from './clock.js';
import { SmallDisk } from './small-disk.js';
import { amqp } from './wire/amqp.js';
import { http } from './wire/http.js';
import { postgres } from './wire/postgres.js';
import { WireProxy } from './wire/proxy.js';
import { smtp } from './wire/smtp.js';

export const serviceNames = ['auth', 'tasks', 'finance'] as const satisfies readonly ServiceName[];

/** Two or three instances of each service. */
const instanceCounts: Record<ServiceName, number> = { auth: 2, tasks: 2, finance: 3 };

const diskMebibytes = 768;

const machineClock = path.resolve(import.meta.dirname, '../../tools/servers/machine-clock.mjs');

const databaseSettings = [
  // A crash must not lose what was acknowledged; `fast` turns this off.
  'synchronous_commit=on',
  'max_wal_size=128MB',
  'min_wal_size=64MB',
  'log_min_messages=warning',
];

/** The proxies of one service: to its database, to the broker, and in front of its instances. */
interface Wires {
  database: WireProxy;
  broker: WireProxy;
  calls: WireProxy;
}

/** A process of a service that a test can kill, freeze and restart, and whose clock it can set wrong. */
export interface Machine {
  name: string;
  process: ServiceProcess;
}

const byService = async <Value>(
  make: (name: ServiceName) => Promise<Value>,
): Promise<Record<ServiceName, Value>> => ({
  auth: await make('auth'),
  tasks: await make('tasks'),
  finance: await make('finance'),
});

/**
 * The real services as processes, two or three instances of each, on a private PostgreSQL, RabbitMQ and mail server. They
 * reach all of these and each other through proxies, and follow a clock that the test steps.
 */
export class FaultSystem {
  readonly clock: SteppedClock;
  /** Undefined where this account may not mount one. */
  readonly disk: SmallDisk | undefined;
  private server: Postgres | undefined;
  private hasDatabaseEnded = false;
  private node: RabbitMq | undefined;
  private mailServer: MailServer | undefined;
  private mailProxy: WireProxy | undefined;
  private databaseOfService: Record<ServiceName, TestDatabase> | undefined;
  private wiresOfService: Record<ServiceName, Wires> | undefined;
  private readonly balancers: Balancer[] = [];
  readonly machines: Record<ServiceName, Machine[]> = { auth: [], tasks: [], finance: [] };

  private constructor(private readonly folder: string) {
    this.clock = new SteppedClock(folder);
    this.disk = SmallDisk.mountedAt(path.join(folder, 'disk'), diskMebibytes);
  }

  /** Starts everything; Auth creates the demo people. */
  static async start(): Promise<FaultSystem> {
    const folder = await mkdtemp(path.join(tmpdir(), 'ates-faults-'));
    // PostgreSQL may run as another account, which needs access.
    await chmod(folder, 0o755);
    const system = new FaultSystem(folder);
    try {
      await system.startServers();
      await system.startServices();
      return system;
    } catch (error) {
      // Whatever cannot be stopped then, the first error says more.
      await system.stop().catch(() => undefined);
      throw error;
    }
  }

  get postgres(): Postgres {
    return present(this.server);
  }

  get rabbitMq(): RabbitMq {
    return present(this.node);
  }

  get mail(): MailServer {
    return present(this.mailServer);
  }

  /** The proxy between Finance and the mail server. */
  get mailWire(): WireProxy {
    return present(this.mailProxy);
  }

  get databases(): Record<ServiceName, TestDatabase> {
    return present(this.databaseOfService);
  }

  get wires(): Record<ServiceName, Wires> {
    return present(this.wiresOfService);
  }

  get issuer(): string {
    return `${this.wires.auth.calls.url}/oidc`;
  }

  /** The address of a service, through its proxy, at whichever instance answers. */
  urlOf(name: ServiceName): string {
    return this.wires[name].calls.url;
  }

  get everyMachine(): Machine[] {
    return serviceNames.flatMap((name) => this.machines[name]);
  }

  /** What the database server has logged, since it was first started. */
  get databaseLog(): string {
    return readFileSync(this.databaseLogFile, 'utf8');
  }

  private get databaseLogFile(): string {
    return path.join(this.folder, 'database.log');
  }

  async startDatabase(): Promise<void> {
    const { port } = this.server ?? { port: await freePort() };
    const directory = path.join(this.folder, 'disk', 'postgres');
    if (!this.server) {
      await mkdir(directory, { recursive: true });
      // Elsewhere, so that it can say that the disk is full.
      await symlink(this.databaseLogFile, path.join(directory, 'log'));
    }
    this.server = await startPostgres({
      directory,
      port,
      fast: true,
      settings: databaseSettings,
      environment: clockFrom(this.clock.databaseFile),
    });
    this.hasDatabaseEnded = false;
    void this.noteEnd(this.server);
  }

  private async isDatabaseUp(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.server?.url('postgres') });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async noteEnd(server: Postgres): Promise<void> {
    await server.ended;
    this.hasDatabaseEnded = server === this.server;
  }

  async startBroker(): Promise<void> {
    const directory = path.join(this.folder, 'broker');
    await mkdir(directory, { recursive: true });
    this.node = await startRabbitMq({ directory, definitions: definitionsFor(['/']) });
  }

  /** Starts the database if it gave up, as it does without space for its WAL; giving up takes it some seconds. */
  async startDatabaseIfEnded(): Promise<void> {
    await until(
      'the database answers or has ended',
      async () => this.hasDatabaseEnded || this.isDatabaseUp(),
    );
    if (this.hasDatabaseEnded) {
      await this.startDatabase();
    }
  }

  /** Starts the processes that have ended, and waits until all instances are ready. */
  async startMissingServices(): Promise<void> {
    await Promise.all(this.everyMachine.map(startedAndReady));
  }

  /** Rotates Auth's signing keys, as an operator does. */
  async rotateKeys(): Promise<void> {
    const command = path.resolve(import.meta.dirname, '../../dist/apps/auth/src/commands/rotate-keys.js');
    const { serviceUrl } = this.databases.auth;
    await promisify(execFile)(process.execPath, [command, '--overlap-seconds', '5'], {
      env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: serviceUrl },
    });
  }

  /** Stops everything and deletes its data; first copies the logs to `logs`, if given. */
  async stop(logs?: string): Promise<void> {
    if (logs !== undefined) {
      await this.keepLogs(logs);
    }
    try {
      await this.end();
    } finally {
      // No one can delete the folder while the disk is mounted.
      this.disk?.unmount();
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  /** Ends each part, also when another cannot be ended; throws the first error. */
  private async end(): Promise<void> {
    const proxies = serviceNames.flatMap(
      (name) => Object.values(this.wiresOfService?.[name] ?? {}) as WireProxy[],
    );
    const outcomes = await Promise.allSettled([
      ...this.everyMachine.map(({ process }) => process.kill()),
      ...[...proxies, this.mailProxy].map((proxy) => proxy?.stop()),
      ...this.balancers.map((balancer) => balancer.stop()),
      this.mailServer?.stop(),
      this.node?.kill(),
      this.server?.kill(),
    ]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
  }

  /** Writes the recent output of every process to a folder. */
  async keepLogs(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const logs = this.everyMachine.map(
      ({ name, process }) => [`${name}.log`, process.recentOutput()] as const,
    );
    await Promise.all(logs.map(([name, text]) => writeFile(path.join(folder, name), text)));
    const copy = promisify(execFile);
    for (const log of [this.databaseLogFile, path.join(this.folder, 'broker', 'output.log')]) {
      await copy('cp', [log, folder]).catch(() => undefined);
    }
  }

  private async startServers(): Promise<void> {
    const [, , mailServer] = await Promise.all([
      this.startDatabase(),
      this.startBroker(),
      MailServer.start(),
    ]);
    this.mailServer = mailServer;
    this.mailProxy = await WireProxy.inFrontOf(mailServer.url, smtp);
    const cluster = this.postgres.url('postgres');
    this.databaseOfService = await byService((name) => createServiceDatabase(name, cluster));
    const ports = await byService((name) =>
      Promise.all(Array.from({ length: instanceCounts[name] }, () => freePort())),
    );
    this.wiresOfService = await byService(async (name) => {
      const balancer = await Balancer.inFrontOf(ports[name]);
      this.balancers.push(balancer);
      return {
        database: await WireProxy.inFrontOf(this.databases[name].serviceUrl, postgres),
        broker: await WireProxy.inFrontOf(this.rabbitMq.url, amqp),
        calls: await WireProxy.inFrontOf(balancer.url, http),
      };
    });
    for (const name of serviceNames) {
      this.machines[name] = ports[name].map((port, index) => {
        const machine = `${name}-${index + 1}`;
        return { name: machine, process: new ServiceProcess(name, port, this.environmentOf(name, machine)) };
      });
    }
  }

  private async startServices(): Promise<void> {
    // The first instances migrate the databases and create the demo people.
    for (const number of [0, 1, 2]) {
      const machines = serviceNames.flatMap((name) => this.machines[name][number] ?? []);
      await Promise.all(machines.map(startedAndReady));
    }
  }

  private environmentOf(name: ServiceName, machine: string): Record<string, string> {
    const { auth, tasks, finance } = this.wires;
    const portOf = ({ calls }: Wires): number => Number(new URL(calls.url).port);
    const ports = { auth: portOf(auth), tasks: portOf(tasks), finance: portOf(finance) };
    const issuer = `${auth.calls.url}/oidc`;
    return {
      HOST: '127.0.0.1',
      ...databaseKeys(this.databases[name]),
      DATABASE_URL: this.wires[name].database.url,
      MESSAGE_TRANSPORT: 'rabbitmq',
      AMQP_URL: brokerUrlOf(this.wires[name].broker.url, name),
      OIDC_ISSUER: issuer,
      OIDC_DISCOVERY_URL: `${issuer}/.well-known/openid-configuration`,
      OIDC_AUDIENCE: audience,
      NODE_OPTIONS: `--import ${machineClock}`,
      CLOCK_FILE: this.clock.fileOf(machine),
      ...(name === 'auth'
        ? {
            ...authEnvironment,
            MAIL_DIR: path.join(this.folder, 'mail'),
            TOKEN_REQUESTS_PER_CLIENT: '100000',
          }
        : { ...clientEnvironment(name, ports), RECONCILE_SECONDS: '1' }),
      ...(name === 'finance'
        ? {
            CLOSE_DAYS: 'automatically',
            CLOSE_DELAY_SECONDS: '1',
            SMTP_URL: this.mailWire.url,
            MAIL_FROM: 'statements@ates.local',
          }
        : {}),
    };
  }
}

/** Starts a process unless it runs, again if it ends before it is ready, as whatever supervises services does. */
async function startedAndReady({ name, process }: Machine): Promise<void> {
  await until(`${name} is ready`, async () => {
    if (!process.isRunning) {
      await process.start();
    }
    return (await fetch(`${process.url}/health/ready`)).ok;
  });
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new Error('the system has not started');
  }
  return value;
}
