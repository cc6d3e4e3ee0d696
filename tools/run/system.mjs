// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { walArchive } from '../servers/backups.mjs';
import { buildServices } from '../build/build-services.mjs';
import { buildWeb } from '../build/build-web.mjs';
import { startBroker } from './broker.mjs';
import { createDatabases } from '../servers/databases.mjs';
import { keepRunning } from '../processes/keep-running.mjs';
import { lastLines } from '../processes/child-processes.mjs';
import { originNetwork } from '../origin/network-settings.mjs';
import { startOrigin } from '../origin/origin.mjs';
import { requirePorts } from '../processes/ports.mjs';
import { startPostgres } from '../servers/postgres.mjs';
import { progress, progressWhile } from '../terminal/progress.mjs';
import { DataFolder } from '../servers/data-folder.mjs';
import { secretsIn } from '../servers/secrets.mjs';
import { Service } from '../servers/service.mjs';
import { serviceEnvironments } from '../servers/service-environments.mjs';
import { aborted, onStopRequest } from '../terminal/stopping.mjs';
import { webFolder } from '../origin/web-ui.mjs';

export const demoPassword = 'popug-4300';
export const demoPeople = [
  ['admin@ates.local', 'administrator'],
  ['manager@ates.local', 'manager'],
  ['accountant@ates.local', 'accountant'],
  ...['polly', 'kesha', 'coco', 'jacquot', 'chatot'].map((name) => [`${name}@ates.local`, 'employee']),
];

/**
 * @typedef {(stop: () => Promise<unknown> | void) => void} AtTheEnd registers a cleanup; cleanups run in reverse order
 */

/**
 * @typedef {object} SystemOptions
 * @property {string} root
 * @property {string} data the data folder
 * @property {number} port of the origin; the services use the next three
 * @property {() => Record<string, string>} [environment] overrides of the services' environment keys
 */

/**
 * @typedef {object} System
 * @property {string} origin
 * @property {Service[]} services
 * @property {string} logs folder
 * @property {string} databases folder
 * @property {string} mail folder of the mails
 * @property {string} authDatabase URL of Auth's database
 * @property {import('../servers/postgres.mjs').Postgres} postgres the server as first started
 */

/**
 * Starts the whole system, runs `use` with it, and stops everything again: when `use` returns, when it throws, and on
 * a stop request, which aborts the signal and is not an error.
 * @template Result
 * @param {SystemOptions} options
 * @param {(system: System, signal: AbortSignal) => Promise<Result>} use
 * @returns {Promise<Result | undefined>} the result of `use`; undefined after a stop request
 */
export async function withSystem(options, use) {
  const stopping = onStopRequest();
  /** @type {(() => Promise<unknown> | void)[]} */
  const toStop = [];
  try {
    const { signal } = stopping;
    const system = await startAll({ ...options, signal, atTheEnd: (stop) => toStop.push(stop) });
    const wasAborted = aborted(signal).then(() => undefined);
    return await Promise.race([use(system, signal), wasAborted]);
  } catch (error) {
    if (stopping.signal.aborted) {
      return undefined;
    }
    throw error;
  } finally {
    // From here on, processes that exit are not restarted.
    stopping.abort();
    await stopInOrder(toStop);
  }
}

/** @param {(() => Promise<unknown> | void)[]} toStop the last one runs first */
async function stopInOrder(toStop) {
  const isMoreThanTheFolder = toStop.length > 1;
  if (isMoreThanTheFolder) {
    progress('stopping');
  }
  for (const stop of toStop.reverse()) {
    await stop();
  }
  if (isMoreThanTheFolder) {
    progress('stopped; nothing is left running');
  }
}

/**
 * @param {SystemOptions & { signal: AbortSignal, atTheEnd: AtTheEnd }} options
 * @returns {Promise<System>}
 */
async function startAll({ root, data, port, environment = () => ({}), signal: stopping, atTheEnd }) {
  const failing = new AbortController();
  const signal = AbortSignal.any([stopping, failing.signal]);
  const logs = path.join(data, 'logs');
  // PostgreSQL may run as another account, which needs to pass through this folder.
  fs.mkdirSync(data, { recursive: true, mode: 0o711 });
  fs.mkdirSync(logs, { recursive: true, mode: 0o700 });
  const folder = new DataFolder(data);
  await folder.take();
  atTheEnd(() => folder.release());
  await requirePorts(port);
  const secrets = secretsIn(data);
  // The services need neither the web UI nor each other to start.
  const web = buildWeb(root, signal);
  const options = { root, data, logs, port, environment, secrets, folder, failing, signal, atTheEnd };
  const [{ postgres, services }] = await together([buildAndStartServices(options), web], failing);
  const origin = await startOrigin({
    hosts: ['127.0.0.1', '::1'],
    port,
    publicUrl: `http://localhost:${port}`,
    services,
    web: path.join(root, webFolder),
    demoPeople,
    demoPassword,
    ...originNetwork(),
  });
  atTheEnd(() => origin.stop());
  return {
    origin: `http://localhost:${port}`,
    services,
    logs,
    databases: postgres.directory,
    mail: path.join(data, 'mail'),
    authDatabase: `postgres://auth:${secrets.authDatabase}@127.0.0.1:${postgres.port}/auth`,
    postgres,
  };
}

/**
 * Waits for all promises, even after a failure, so that nothing is still starting while the rest is being stopped.
 * @template {readonly unknown[]} Results
 * @param {{ [Index in keyof Results]: Promise<Results[Index]> }} work
 * @param {AbortController} failing aborted by the first failure, so that the others stop
 * @returns {Promise<Results>}
 * @throws the first failure
 */
async function together(work, failing) {
  for (const one of work) {
    one.catch((error) => failing.abort(error));
  }
  await Promise.allSettled(work);
  if (failing.signal.aborted) {
    throw failing.signal.reason;
  }
  return Promise.all(work);
}

/**
 * @param {Required<SystemOptions> & {
 *   logs: string,
 *   secrets: import('../servers/secrets.mjs').Secrets,
 *   folder: DataFolder,
 *   failing: AbortController,
 *   signal: AbortSignal,
 *   atTheEnd: AtTheEnd,
 * }} options
 */
async function buildAndStartServices(options) {
  const { root, data, logs, port, environment, secrets, folder, failing, signal, atTheEnd } = options;
  const [postgres] = await together(
    [startDatabases(data, secrets, signal, atTheEnd), buildServices(root, signal)],
    failing,
  );
  signal.throwIfAborted();
  const amqpUrl = await startBroker({ root, data, secrets, signal, atTheEnd });
  signal.throwIfAborted();
  const changes = environment();
  /** @type {Service[]} */
  const services = serviceEnvironments({ port, databasePort: postgres.port, data, secrets, amqpUrl }).map(
    (service) =>
      new Service({
        ...service,
        environment: { ...service.environment, ...changes },
        root,
        logs,
        spawned: () => folder.note(services),
      }),
  );
  await startServices(services, failing, signal, atTheEnd);
  return { postgres, services };
}

/**
 * @param {string} data
 * @param {import('../servers/secrets.mjs').Secrets} secrets
 * @param {AbortSignal} signal
 * @param {AtTheEnd} atTheEnd
 */
async function startDatabases(data, secrets, signal, atTheEnd) {
  progress('starting PostgreSQL');
  const directory = path.join(data, 'postgres');
  const archive = process.env['WAL_ARCHIVE_DIR'];
  const settings = archive ? walArchive(archive) : [];
  let postgres = await startPostgres({ directory, settings, signal });
  const { port } = postgres;
  const kept = keepRunning(
    {
      name: 'PostgreSQL',
      log: postgres.log,
      ended: () => postgres.ended,
      lastOutput: () => lastLines(postgres.log, 0),
      start: async () => {
        postgres = await startPostgres({ directory, port, settings, signal });
      },
    },
    signal,
  );
  atTheEnd(async () => {
    await kept;
    await postgres.stop();
  });
  await createDatabases(postgres.url('postgres'), [
    { service: 'auth', password: secrets.authDatabase, ownerPassword: secrets.authOwner },
    { service: 'tasks', password: secrets.tasksDatabase, ownerPassword: secrets.tasksOwner },
    { service: 'finance', password: secrets.financeDatabase, ownerPassword: secrets.financeOwner },
  ]);
  signal.throwIfAborted();
  progress('PostgreSQL is ready, with a database for each service');
  return postgres;
}

/**
 * @param {Service[]} services
 * @param {AbortController} failing
 * @param {AbortSignal} signal
 * @param {AtTheEnd} atTheEnd
 */
async function startServices(services, failing, signal, atTheEnd) {
  atTheEnd(() => Promise.all(services.map((service) => service.stop())));
  await progressWhile(
    'starting the services',
    together(
      services.map(async (service) => {
        await service.start(signal);
        progress(`${service.name} is ready`);
      }),
      failing,
    ),
  );
  const kept = services.map((service) =>
    keepRunning(
      {
        name: service.name,
        log: service.log,
        ended: () => service.ended(),
        lastOutput: () => service.lastOutput(),
        start: () => service.start(signal),
      },
      signal,
    ),
  );
  atTheEnd(() => Promise.all(kept));
}
