// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { buildServices } from './build.mjs';
import { createDatabases } from './databases.mjs';
import { startOrigin } from './origin.mjs';
import { isFree } from './ports.mjs';
import { startPostgres } from './postgres.mjs';
import { progress, Refusal } from './progress.mjs';
import { secretsIn } from './secrets.mjs';
import { Service } from './service.mjs';

const demoPassword = 'popug-4300';
const demoPeople = [
  ['admin@ates.local', 'administrator'],
  ['manager@ates.local', 'manager'],
  ['accountant@ates.local', 'accountant'],
  ...['polly', 'kesha', 'coco', 'jacquot', 'chatot'].map((name) => [`${name}@ates.local`, 'employee']),
];

/** @param {string} root */
const dataFolder = (root) => path.resolve(root, process.env['ATES_DATA_DIR'] ?? '.data');

/**
 * Where the address of Auth's database stands while the system runs, for the commands of Auth.
 * @param {string} root
 */
export const authDatabaseFile = (root) => path.join(dataFolder(root), 'auth-database-url');

/**
 * Runs the whole system until it is told to stop. Answers the exit code.
 * @param {string} root
 */
export async function run(root) {
  const port = Number(process.env['ATES_PORT'] ?? 4300);
  const data = dataFolder(root);
  /** @type {(() => Promise<void>)[]} */
  const toStop = [];
  let stopping = /** @type {Promise<void> | undefined} */ (undefined);
  const stopAll = () => (stopping ??= stopInOrder(toStop));
  /** @type {Promise<void>} */
  const toldToStop = new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    process.once('SIGHUP', resolve);
  });
  try {
    await Promise.race([startAll(root, data, port, toStop), toldToStop]);
    await toldToStop;
    progress('stopping');
    return 0;
  } finally {
    await stopAll();
    progress('stopped; nothing is left running');
  }
}

/** @param {(() => Promise<void>)[]} toStop the last started is stopped first */
async function stopInOrder(toStop) {
  for (const stop of toStop.reverse()) {
    await stop();
  }
}

/**
 * @param {string} root
 * @param {string} data
 * @param {number} port
 * @param {(() => Promise<void>)[]} toStop
 */
async function startAll(root, data, port, toStop) {
  await requirePorts(port);
  await buildServices(root);
  const logs = path.join(data, 'logs');
  // PostgreSQL may run as another account, which must be able to pass through.
  fs.mkdirSync(data, { recursive: true, mode: 0o711 });
  fs.mkdirSync(logs, { recursive: true, mode: 0o700 });
  const secrets = secretsIn(data);

  const postgres = await startPostgres({ directory: path.join(data, 'postgres') });
  toStop.push(postgres.stop);
  await createDatabases(postgres.url('postgres'), [
    { service: 'auth', password: secrets.authDatabase },
    { service: 'tasks', password: secrets.tasksDatabase },
    { service: 'finance', password: secrets.financeDatabase },
  ]);
  const authDatabase = `postgres://auth:${secrets.authDatabase}@127.0.0.1:${postgres.port}/auth`;
  fs.writeFileSync(authDatabaseFile(root), authDatabase, { mode: 0o600 });
  toStop.push(async () => fs.rmSync(authDatabaseFile(root), { force: true }));
  progress('PostgreSQL is up, a database for each service');

  const services = servicesOf({ root, logs, port, databasePort: postgres.port, secrets });
  toStop.push(() => Promise.all(services.map((service) => service.stop())).then(() => undefined));
  const ready = async (/** @type {Service} */ service) => {
    await service.start();
    service.watch();
    progress(`${service.name} is ready`);
  };
  // They may come in any order, but whoever finds Auth away pauses before asking again.
  const [auth, ...others] = services;
  await ready(auth);
  await Promise.all(others.map(ready));
  const origin = await startOrigin({ port, services, demoPeople, demoPassword });
  toStop.push(origin.stop);
  announce(port, services, logs);
}

/** @param {number} port */
async function requirePorts(port) {
  for (const wanted of [port, port + 1, port + 2, port + 3]) {
    if (!(await isFree(wanted))) {
      throw new Refusal(
        `Port ${wanted} is in use. Stop what uses it (another npm start?), or choose others: ATES_PORT=5300 npm start takes 5300 to 5303.`,
      );
    }
  }
}

/**
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.logs
 * @param {number} options.port
 * @param {number} options.databasePort
 * @param {import('./secrets.mjs').Secrets} options.secrets
 */
function servicesOf({ root, logs, port, databasePort, secrets }) {
  const [auth, tasks, finance] = [port + 1, port + 2, port + 3];
  const origin = `http://localhost:${port}`;
  const database = (/** @type {string} */ name, /** @type {string} */ password) =>
    `postgres://${name}:${password}@127.0.0.1:${databasePort}/${name}`;
  // What the environment says about transport and zone is kept; everything else fits together as made here.
  const common = {
    HOST: '127.0.0.1',
    MESSAGE_TRANSPORT: process.env['MESSAGE_TRANSPORT'] ?? 'feed',
    OIDC_ISSUER: `${origin}/api/auth/oidc`,
    OIDC_DISCOVERY_URL: `http://127.0.0.1:${auth}/oidc/.well-known/openid-configuration`,
    OIDC_AUDIENCE: 'urn:ates:api',
    OIDC_ROLES_CLAIM: 'roles',
  };
  const ofClients = { AUTH_URL: `http://127.0.0.1:${auth}` };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const make = (
    /** @type {string} */ name,
    /** @type {number} */ servicePort,
    /** @type {Record<string, string>} */ environment,
  ) =>
    new Service({
      root,
      name,
      port: servicePort,
      logs,
      environment: { ...common, ...environment, PORT: String(servicePort) },
    });
  return /** @type {const} */ ([
    make('auth', auth, {
      DATABASE_URL: database('auth', secrets.authDatabase),
      TASKS_CLIENT_SECRET: secrets.tasksClient,
      FINANCE_CLIENT_SECRET: secrets.financeClient,
      COOKIE_SECRET: secrets.cookies,
      WEB_ORIGIN: origin,
      DEMO_PEOPLE: 'true',
    }),
    make('tasks', tasks, {
      ...ofClients,
      DATABASE_URL: database('tasks', secrets.tasksDatabase),
      SERVICE_CLIENT_ID: 'tasks',
      SERVICE_CLIENT_SECRET: secrets.tasksClient,
    }),
    make('finance', finance, {
      ...ofClients,
      DATABASE_URL: database('finance', secrets.financeDatabase),
      TASKS_URL: `http://127.0.0.1:${tasks}`,
      SERVICE_CLIENT_ID: 'finance',
      SERVICE_CLIENT_SECRET: secrets.financeClient,
      PRICE_SECRET: secrets.prices,
      BUSINESS_TIME_ZONE: process.env['BUSINESS_TIME_ZONE'] ?? zone,
      CURRENCY: process.env['CURRENCY'] ?? 'USD',
    }),
  ]);
}

/**
 * @param {number} port
 * @param {readonly Service[]} services
 * @param {string} logs
 */
function announce(port, services, logs) {
  progress('ready');
  console.log(`\n  aTES        http://localhost:${port}`);
  for (const service of services) {
    console.log(`  ${service.name.padEnd(11)} ${service.url}/docs`);
  }
  console.log(`  logs        ${logs}`);
  console.log(`\n  Sign in as  (password of each: ${demoPassword})`);
  for (const [email = '', role] of demoPeople) {
    console.log(`    ${email.padEnd(24)} ${role}`);
  }
  console.log('\n  npm run demo plays a small day. Ctrl+C stops everything.\n');
}
