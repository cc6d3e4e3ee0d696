// @ts-check
// A private PostgreSQL with durable settings, a private RabbitMQ, and the built services as processes.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { importJWK, SignJWT } from 'jose';
import pg from 'pg';
import {
  buildServices,
  createDatabases,
  definitionsOfServices,
  freePorts,
  ownerOf,
  progress,
  progressWhile,
  Refusal,
  secretsIn,
  Service,
  serviceEnvironments,
  startPostgres,
  startRabbitMq,
} from './from-tools.mjs';
import { profiledEnvironment } from './profile.mjs';
import { seedAuth, seedFinance, seedTasks } from './seeds.mjs';

/** @typedef {'auth' | 'tasks' | 'finance'} ServiceName */

const names = /** @type {const} */ (['auth', 'tasks', 'finance']);

/** The same for all sides: commits wait for the disk, and each transaction's time of commit is kept. */
const settings = ['track_commit_timestamp=on', 'max_wal_size=4GB', 'checkpoint_timeout=30min'];

const profilingSettings = [
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.track_planning=on',
];

/** The rates at which a benchmark writes are far above what one person may do. */
const wideLimits = {
  TASKS_PER_MINUTE: '100000000',
  REDRAWS_PER_MINUTE: '100000000',
  REASSIGNMENTS_WAITING: '1000',
  CONNECTIONS_PER_ADDRESS: '10000',
  TOKEN_REQUESTS_PER_CLIENT: '100000000',
  TOKEN_REQUESTS_PER_ADDRESS: '100000000',
};

/** The servers of one run of the benchmark, with seeded databases from which each goal gets fresh copies. */
export class Machine {
  /** @type {Map<string, pg.Pool>} */
  #pools = new Map();
  #started = 0;

  /**
   * @param {object} options
   * @param {string} options.root
   * @param {string} options.data
   * @param {import('../tools/servers/secrets.mjs').Secrets} options.secrets
   * @param {import('../tools/servers/postgres.mjs').Postgres} options.postgres
   * @param {boolean} options.profile
   */
  constructor({ root, data, secrets, postgres, profile }) {
    this.root = root;
    this.data = data;
    this.secrets = secrets;
    this.postgres = postgres;
    /** @type {import('../tools/servers/rabbitmq.mjs').RabbitMq | undefined} */
    this.rabbitMq = undefined;
    this.profile = profile;
    /** @type {import('jose').JWK} */
    this.signingKey = {};
    /** @type {Set<RunningServices>} */
    this.running = new Set();
  }

  /**
   * @param {string} root
   * @param {{ sizes: import('./seeds.mjs').Sizes, profile: boolean }} options
   */
  static async start(root, { sizes, profile }) {
    await buildServices(root);
    fs.mkdirSync(path.join(root, '.data'), { recursive: true, mode: 0o711 });
    const data = fs.mkdtempSync(path.join(root, '.data', 'bench-'));
    // PostgreSQL may run as another account, which needs to pass through this folder.
    fs.chmodSync(data, 0o711);
    const postgres = await startPostgres({
      directory: path.join(data, 'postgres'),
      settings: [...settings, ...(profile ? profilingSettings : [])],
    });
    const machine = new Machine({ root, data, secrets: secretsIn(data), postgres, profile });
    try {
      await progressWhile('migrating and seeding the databases', machine.#seed(sizes));
      return machine;
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  /** Stops everything, also services that are still running because a goal was cut short. */
  async stop() {
    await Promise.all([...this.running].map((running) => running.stop()));
    await this.#closePools();
    await this.rabbitMq?.stop();
    await this.postgres.stop();
    fs.rmSync(this.data, { recursive: true, force: true });
  }

  /**
   * A pool of connections to a database as superuser.
   * @param {string} database
   */
  pool(database) {
    const pool = this.#pools.get(database) ?? this.#newPool(database);
    this.#pools.set(database, pool);
    return pool;
  }

  /** @param {string} database */
  #newPool(database) {
    const pool = new pg.Pool({ connectionString: this.postgres.url(database), max: 8 });
    // The server ends idle connections when a copied database is dropped.
    pool.on('error', () => undefined);
    return pool;
  }

  /**
   * @param {string} database
   * @returns {import('./seeds.mjs').Query}
   */
  query(database) {
    return async (sql, parameters = []) => (await this.pool(database).query(sql, parameters)).rows;
  }

  /**
   * Replaces a database by a copy of a seeded one. No service may be running on it.
   * @param {string} name
   * @param {ServiceName} service
   */
  async copySeed(name, service) {
    await this.#pools.get(name)?.end();
    this.#pools.delete(name);
    await this.query('postgres')(`drop database if exists ${name} with (force)`);
    await this.query('postgres')(
      `create database ${name} template seeded_${service} owner ${ownerOf(service)} strategy file_copy`,
    );
  }

  /** The address of an empty virtual host of RabbitMQ, which is started when it is first needed. */
  async freshBroker() {
    const virtualHosts = Array.from({ length: mostVirtualHosts }, (_, index) => String(index + 1));
    this.rabbitMq ??= await progressWhile(
      'starting RabbitMQ',
      startRabbitMq({
        directory: path.join(this.data, 'rabbitmq'),
        virtualHosts,
        definitions: await definitionsOfServices(this.root, {
          passwords: brokerPasswords(this.secrets),
          virtualHosts,
        }),
      }),
    );
    this.#started += 1;
    if (this.#started > mostVirtualHosts) {
      throw new Error(`RabbitMQ has only ${mostVirtualHosts} virtual hosts`);
    }
    return `${this.rabbitMq.url}/${this.#started}`;
  }

  /** @param {import('./seeds.mjs').Sizes} sizes */
  async #seed(sizes) {
    const { secrets } = this;
    await createDatabases(this.postgres.url('postgres'), [
      { service: 'auth', password: secrets.authDatabase, ownerPassword: secrets.authOwner },
      { service: 'tasks', password: secrets.tasksDatabase, ownerPassword: secrets.tasksOwner },
      { service: 'finance', password: secrets.financeDatabase, ownerPassword: secrets.financeOwner },
    ]);
    for (const { name, environment } of serviceEnvironments({
      port: 1,
      databasePort: this.postgres.port,
      data: this.data,
      secrets,
    })) {
      const program = path.join(this.root, `dist/apps/${name}/src/commands/migrate.js`);
      const { status, stderr } = spawnSync(process.execPath, [program], {
        env: { PATH: process.env['PATH'], ...environment },
        encoding: 'utf8',
      });
      if (status !== 0) {
        throw new Refusal(stderr);
      }
    }
    this.signingKey = await seedAuth(this.query('auth'), sizes);
    await seedTasks(this.query('tasks'), sizes);
    await seedFinance(this.query('finance'), sizes);
    for (const name of names) {
      await this.query(name)('vacuum analyze');
      await this.#pools.get(name)?.end();
      this.#pools.delete(name);
      await this.query('postgres')(`alter database ${name} rename to seeded_${name}`);
    }
  }

  async #closePools() {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
    this.#pools.clear();
  }
}

/** @param {import('../tools/servers/secrets.mjs').Secrets} secrets */
const brokerPasswords = (secrets) => ({
  auth: secrets.authBroker,
  tasks: secrets.tasksBroker,
  finance: secrets.financeBroker,
});

/** One for each start of the services, and for each set of references. */
const mostVirtualHosts = 20;

/** The three services on fresh copies of the seeded databases. */
export class RunningServices {
  /** @type {Map<string, string>} */
  #tokens = new Map();

  /**
   * @param {Machine} machine
   * @param {Record<ServiceName, Service>} services
   * @param {string} issuer
   */
  constructor(machine, services, issuer) {
    this.machine = machine;
    this.services = services;
    this.issuer = issuer;
  }

  /**
   * @param {Machine} machine
   * @param {{ transport: 'rabbitmq' | 'feed', environment?: Record<string, string> }} options
   */
  static async start(machine, { transport, environment = {} }) {
    progress(`starting the services on fresh databases, with ${transport}`);
    const { root, data, secrets, postgres } = machine;
    for (const name of names) {
      await machine.copySeed(name, name);
    }
    const port = await freePorts(4);
    const logs = path.join(data, 'logs');
    fs.mkdirSync(logs, { recursive: true });
    // Days that were closed for the goal before would have to be restored from it first.
    const journal = path.join(data, 'day-journal');
    fs.rmSync(journal, { recursive: true, force: true });
    const changes = {
      ...wideLimits,
      DAY_JOURNAL_DIR: journal,
      MESSAGE_TRANSPORT: transport,
      CLOSE_DAYS: 'by-hand',
      DEMO_PEOPLE: 'false',
      BUSINESS_TIME_ZONE: 'UTC',
      ...(machine.profile ? profiledEnvironment(data) : {}),
      ...environment,
    };
    const services = /** @type {Record<ServiceName, Service>} */ ({});
    const amqpUrl = transport === 'rabbitmq' ? await machine.freshBroker() : undefined;
    for (const service of serviceEnvironments({
      port,
      databasePort: postgres.port,
      data,
      secrets,
      amqpUrl,
    })) {
      services[/** @type {ServiceName} */ (service.name)] = new Service({
        ...service,
        environment: { ...service.environment, ...changes },
        root,
        logs,
        spawned: () => undefined,
      });
    }
    const running = new RunningServices(machine, services, `http://localhost:${port}/api/auth/oidc`);
    machine.running.add(running);
    const { signal } = new AbortController();
    try {
      // Auth first: the others ask it for tokens at once, and would pause after a failure.
      await services.auth.start(signal);
      await Promise.all([services.tasks.start(signal), services.finance.start(signal)]);
    } catch (error) {
      await running.stop();
      throw error;
    }
    return running;
  }

  async stop() {
    this.machine.running.delete(this);
    await Promise.all(Object.values(this.services).map((service) => service.stop()));
  }

  /**
   * An access token of a person, signed with Auth's own key. Valid for a day, unlike those of Auth itself.
   * @param {string} person id
   * @param {string[]} roles
   */
  async tokenOf(person, roles = ['employee']) {
    const known = this.#tokens.get(person);
    if (known) {
      return known;
    }
    const token = await new SignJWT({ client_id: 'web', roles, scope: 'openid profile email' })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'bench' })
      .setSubject(person)
      .setIssuer(this.issuer)
      .setAudience('urn:ates:api')
      .setIssuedAt()
      .setExpirationTime('1 day')
      .sign(await importJWK(this.machine.signingKey, 'RS256'));
    this.#tokens.set(person, token);
    return token;
  }

  /** Id and token of the seeded person with one of the special roles. */
  async seededPerson(/** @type {'administrator' | 'manager' | 'accountant'} */ role) {
    const [person] = await this.machine.query('tasks')(`select id from cached_user where roles = array[$1]`, [
      role,
    ]);
    return { id: String(person.id), token: await this.tokenOf(person.id, [role]) };
  }

  /**
   * Sends one request; returns the body. Throws unless it succeeds.
   * @param {ServiceName} service
   * @param {string} method
   * @param {string} route
   * @param {{ token: string, body?: object }} options
   */
  async request(service, method, route, { token, body }) {
    const response = await fetch(`${this.services[service].url}${route}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${route}: ${response.status} ${text}`);
    }
    return JSON.parse(text);
  }
}
