import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { freePort } from '../../tools/processes/ports.mjs';
import { signIn } from '../../tools/demo/sign-in.mjs';
import { Api } from './api.js';
import { brokerUrlOf } from './broker.js';
import type { TestDatabase } from './database.js';
import { keepEnvironmentOutOfLogs, keepOutOfLogs, LogWatch } from './log-secrets.js';
import { createServiceDatabase, databaseKeys } from './service-database.js';
import { until } from './until.js';

const root = path.resolve(import.meta.dirname, '../..');

export type ServiceName = 'auth' | 'tasks' | 'finance';

type Environment = Record<string, string>;

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether the lane has built the services, so that they can run as processes. */
    hasBuiltServices: boolean;
  }
}

/** One instance of a service as a process, from the built code. It can be killed and restarted. */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  private output = '';

  constructor(
    readonly name: ServiceName,
    readonly port: number,
    private readonly environment: Environment,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it with changed environment keys; resolves once it is ready. */
  async start(changes: Environment = {}): Promise<void> {
    this.spawn(changes);
    const isReady = async () => this.hasEnded() || (await this.isReady());
    await until(`${this.name} is ready`, isReady).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.output.slice(-4000)}`);
    });
    if (this.hasEnded()) {
      throw new Error(`${this.name} ended before it was ready\n${this.output.slice(-4000)}`);
    }
  }

  /** Whether it has been started and has not ended; a frozen one has not. */
  get isRunning(): boolean {
    return !this.hasEnded();
  }

  private hasEnded(): boolean {
    return this.child?.exitCode !== null || this.child.signalCode !== null;
  }

  private spawn(changes: Environment): void {
    if (!inject('hasBuiltServices')) {
      throw new Error('this lane builds no services; name a suite that starts one *.system.spec.ts');
    }
    const main = path.join(root, `dist/apps/${this.name}/src/main.js`);
    this.child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'] ?? '', ...this.environment, ...changes, PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    keepEnvironmentOutOfLogs({ ...this.environment, ...changes });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      const watch = new LogWatch(this.name);
      stream?.on('data', (chunk: Buffer) => {
        this.output = (this.output + chunk.toString()).slice(-200_000);
        watch.read(chunk.toString());
      });
    }
  }

  private async isReady(): Promise<boolean> {
    const response = await fetch(`${this.url}/health/ready`);
    return response.ok;
  }

  /** Kills it without warning, like the loss of its machine. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Stops it and waits for its end; returns its exit code, or null if a signal ended it. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child?.exitCode ?? null;
  }

  /** Freezes it: it accepts connections but answers nothing. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Resumes it after `freeze`. */
  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** The last part of its output. */
  recentOutput(): string {
    return this.output;
  }
}

export interface SystemOptions {
  transport: 'rabbitmq' | 'feed';
  /** The broker's address for the operator; each service signs in as its own user. */
  amqpUrl?: string | undefined;
  /** Additional or different environment keys for single services. */
  environment?: Partial<Record<ServiceName, Environment>>;
  /** Clusters for databases that should not be on the test cluster. */
  clusters?: Partial<Record<ServiceName, string>>;
  /** The address of the origin, if there is one in front of the services. */
  origin?: string;
}

export const demoPassword = 'popug-4300';
export const employees = ['polly', 'kesha', 'coco', 'jacquot', 'chatot'].map((name) => `${name}@ates.local`);

export const audience = 'urn:ates:api';

/** How long an access token is still valid. */
const secondsLeft = (token: string): number => {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  const { exp } = JSON.parse(claims) as { exp: number };
  return exp - Date.now() / 1000;
};

const webOrigin = 'http://localhost:4300';

const secretOf = (name: string): string => `${name}-secret-for-tests-only`;

let shared: Promise<System> | undefined;

/** The three services as separate processes, each with its own database. */
export class System {
  private readonly tokens = new Map<string, string>();
  private readonly furtherInstances: ServiceProcess[] = [];

  private constructor(
    readonly services: Record<ServiceName, ServiceProcess>,
    readonly databases: Record<ServiceName, TestDatabase>,
    readonly issuer: string,
    private readonly environmentOf: (name: ServiceName) => Environment,
    /** The folder of Finance's mails; those of Auth are in `auth` below it. */
    readonly mailFolder: string,
  ) {}

  /**
   * The shared system of this worker, for suites that leave it intact: with event feeds, and its demo people known
   * everywhere. It keeps the data of earlier suites, and ends with the worker.
   */
  static shared(): Promise<System> {
    shared ??= System.start({ transport: 'feed' }).then(async (system) => {
      process.once('exit', () => system.kill());
      await system.untilPeopleCached();
      return system;
    });
    return shared;
  }

  /** Starts everything; Auth creates the demo people. */
  static async start(options: SystemOptions): Promise<System> {
    const [auth, tasks, finance] = await Promise.all([freePort(), freePort(), freePort()]);
    const databases = {
      auth: await createServiceDatabase('auth', options.clusters?.auth),
      tasks: await createServiceDatabase('tasks', options.clusters?.tasks),
      finance: await createServiceDatabase('finance', options.clusters?.finance),
    };
    const ownAddress = `http://127.0.0.1:${auth}/oidc`;
    const issuer = options.origin ? `${options.origin}/api/auth/oidc` : ownAddress;
    const mailFolder = await mkdtemp(path.join(tmpdir(), 'ates-mail-'));
    const environmentOf = (name: ServiceName): Environment => ({
      HOST: '127.0.0.1',
      ...databaseKeys(databases[name]),
      MESSAGE_TRANSPORT: options.transport,
      ...(options.amqpUrl ? { AMQP_URL: brokerUrlOf(options.amqpUrl, name) } : {}),
      OIDC_ISSUER: issuer,
      OIDC_DISCOVERY_URL: `${ownAddress}/.well-known/openid-configuration`,
      OIDC_AUDIENCE: audience,
      ...(name === 'auth' ? authEnvironment : clientEnvironment(name, { auth, tasks, finance })),
      ...(name === 'auth' ? { WEB_ORIGIN: options.origin ?? webOrigin } : {}),
      ...(name === 'finance' ? { MAIL_DIR: mailFolder } : {}),
      ...(name === 'finance' ? {} : { MAIL_DIR: path.join(mailFolder, name) }),
      ...options.environment?.[name],
    });
    const services = {
      auth: new ServiceProcess('auth', auth, environmentOf('auth')),
      tasks: new ServiceProcess('tasks', tasks, environmentOf('tasks')),
      finance: new ServiceProcess('finance', finance, environmentOf('finance')),
    };
    const system = new System(services, databases, issuer, environmentOf, mailFolder);
    try {
      await Promise.all(Object.values(services).map((service) => service.start()));
      return system;
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  /** Another instance of a service on the same database, not started yet. The caller stops it. */
  async anotherInstance(name: ServiceName): Promise<ServiceProcess> {
    const instance = new ServiceProcess(name, await freePort(), this.environmentOf(name));
    this.furtherInstances.push(instance);
    return instance;
  }

  /** The last output of all instances, for the error message of a failed wait. */
  recentOutput(): string {
    return [...Object.values(this.services), ...this.furtherInstances]
      .map((instance) => `${instance.name} at ${instance.port}:\n${instance.recentOutput().slice(-3000)}`)
      .join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.services).map((service) => service.stop()));
    await Promise.all(Object.values(this.databases).map((database) => database.drop()));
    await rm(this.mailFolder, { recursive: true });
  }

  /** Kills its services without waiting, when the worker ends. */
  kill(): void {
    Object.values(this.services).forEach((service) => void service.kill());
  }

  /** A person's access token, by sign-in with code + PKCE; cached until the last minute of its validity. */
  async tokenOf(email: string): Promise<string> {
    const known = this.tokens.get(email);
    if (known && secondsLeft(known) > 60) {
      return known;
    }
    const tokens = await signIn({
      issuer: this.issuer,
      redirectUri: `${this.environmentOf('auth')['WEB_ORIGIN']}/callback`,
      email,
      password: demoPassword,
    });
    // The password of the demo people is public, and Auth logs it when it creates them.
    keepOutOfLogs(tokens.access_token, tokens.refresh_token ?? '', tokens.id_token ?? '');
    this.tokens.set(email, tokens.access_token);
    return tokens.access_token;
  }

  /** The API of a service, signed in as a person. */
  async as(email: string, name: ServiceName): Promise<Api> {
    return new Api(this.services[name].url, await this.tokenOf(email));
  }

  /** The API of a service without a token. */
  anonymous(name: ServiceName): Api {
    return new Api(this.services[name].url);
  }

  /** Waits until Tasks and Finance have cached all people of Auth. */
  async untilPeopleCached(count = 8): Promise<void> {
    for (const name of ['tasks', 'finance'] as const) {
      await until(`${name} knows ${count} people`, async () => {
        const rows = await this.databases[name].query<{ count: number }>(
          `select count(*)::int as count from cached_user where is_known`,
        );
        return rows[0]?.count === count;
      });
    }
  }
}

/** Tests do in a second what a person does in an hour. */
const highQuotas: Environment = {
  TASKS_PER_MINUTE: '1000000',
  REDRAWS_PER_MINUTE: '1000000',
  REASSIGNMENTS_WAITING: '1000',
};

export const authEnvironment: Environment = {
  TASKS_CLIENT_SECRET: secretOf('tasks'),
  FINANCE_CLIENT_SECRET: secretOf('finance'),
  COOKIE_SECRET: secretOf('cookie'),
  BEAK_SECRET: secretOf('beak'),
  WEB_ORIGIN: webOrigin,
  DEMO_PEOPLE: 'true',
};

export const clientEnvironment = (
  name: 'tasks' | 'finance',
  ports: Record<ServiceName, number>,
): Environment => ({
  AUTH_URL: `http://127.0.0.1:${ports.auth}`,
  SERVICE_CLIENT_ID: name,
  SERVICE_CLIENT_SECRET: secretOf(name),
  ...(name === 'finance'
    ? {
        TASKS_URL: `http://127.0.0.1:${ports.tasks}`,
        PRICE_SECRET: secretOf('price'),
        BUSINESS_TIME_ZONE: 'UTC',
        // Otherwise a test running over midnight would find the balances paid out.
        CLOSE_DAYS: 'by-hand',
        // So that tests can use days of past years, whenever they run.
        BOOKS_BEGIN: '2025-01-01',
      }
    : { FINANCE_URL: `http://127.0.0.1:${ports.finance}`, ...highQuotas }),
});
