// @ts-check
// A private PostgreSQL from the npm package, for `npm start` and tests. Needs no install script and no root.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endChild, startServer } from '../processes/child-processes.mjs';
import { freePort } from '../processes/ports.mjs';
import { endProcess, isProcess, noteStarted, processIds } from '../processes/processes.mjs';
import { patienceMilliseconds, untilReady } from '../processes/readiness.mjs';
import { executable, programsFor, unprivilegedAccount, usableDirectory } from './postgres-programs.mjs';

const superuser = 'ates';

/**
 * @typedef {object} PostgresOptions
 * @property {string} directory holds the cluster; created if missing
 * @property {number} [port] default: a free one
 * @property {boolean} [fast] for tests: commits do not wait for the disk
 * @property {string[]} [settings] more settings, each `name=value`
 * @property {Record<string, string>} [environment] more environment keys of the server
 * @property {AbortSignal} [signal] stops waiting for it to start, and kills it
 *
 * @typedef {object} Postgres
 * @property {number} port
 * @property {number} pid
 * @property {string} directory the actual folder of the cluster
 * @property {string} log its log file
 * @property {(database: string) => string} url as the superuser
 * @property {() => Promise<void>} stop closes connections and stops the server
 * @property {() => Promise<void>} stopImmediately stops it without a checkpoint, as `pg_ctl stop -m immediate` does
 * @property {() => Promise<void>} kill kills the server
 * @property {Promise<void>} ended resolves when it has exited for any reason
 */

/**
 * The superuser's password of this cluster, created with it and stored next to it, readable only by its owner.
 * @param {string} directory
 * @param {string} cluster
 */
function passwordOf(directory, cluster) {
  const file = path.join(directory, 'password');
  if (fs.existsSync(file)) {
    return fs.readFileSync(file, 'utf8');
  }
  if (fs.existsSync(cluster)) {
    throw new Error(
      `${cluster} exists, but its password file ${file} is missing. Restore the file, or move the folder away to start with empty databases.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  fs.writeFileSync(file, password, { mode: 0o600 });
  return password;
}

/**
 * Creates the cluster unless it exists. It is renamed into place last, so an existing cluster is always complete.
 * @param {object} options
 * @param {string} options.bin
 * @param {string} options.cluster
 * @param {string} options.password
 * @param {boolean} options.fast
 * @param {import('./postgres-programs.mjs').Account | undefined} options.account
 */
function initialise({ bin, cluster, password, fast, account }) {
  if (fs.existsSync(cluster)) {
    return;
  }
  const draft = `${cluster}.new`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  if (account) {
    fs.chownSync(draft, account.uid, account.gid);
  }
  const passwordFile = temporaryFile(password, account);
  const where = ['-D', draft, '-U', superuser, `--pwfile=${passwordFile}`];
  const how = [
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    `--lc-ctype=${letters()}`,
    '--no-instructions',
  ];
  const result = spawnSync(
    path.join(bin, `initdb${executable}`),
    [...where, ...how, ...(fast ? ['--no-sync'] : [])],
    { ...account, cwd: draft, encoding: 'utf8', env: environment() },
  );
  fs.rmSync(path.dirname(passwordFile), { recursive: true });
  if (result.status !== 0) {
    throw new Error(`PostgreSQL's initdb failed: ${result.stderr || result.error}`);
  }
  fs.renameSync(draft, cluster);
}

/**
 * The locale that defines letters: one for all languages if the system has it, which the search in Russian texts
 * needs. The sort order stays `C`, the same on every machine.
 */
function letters() {
  const known = spawnSync('locale', ['-a'], { encoding: 'utf8' }).stdout ?? '';
  const ofEveryLanguage = known.split('\n').find((name) => /^(C|en_US)\.utf-?8$/i.test(name));
  return ofEveryLanguage ?? 'C';
}

/**
 * A file that only the account can read: initdb reads a password only from a file, and needs an empty cluster folder.
 * @param {string} content
 * @param {import('./postgres-programs.mjs').Account | undefined} account
 */
function temporaryFile(content, account) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-'));
  const file = path.join(folder, 'password');
  fs.writeFileSync(file, content, { mode: 0o600 });
  if (account) {
    fs.chownSync(folder, account.uid, account.gid);
    fs.chownSync(file, account.uid, account.gid);
  }
  return file;
}

const environment = () => ({ ...process.env, LC_ALL: 'C', TZ: 'UTC' });

/**
 * The server's own status in the cluster folder: its process id, and whether it accepts connections.
 * @param {string} cluster
 */
function statusOf(cluster) {
  try {
    const lines = fs.readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/**
 * Stops the server that a killed run left behind on this cluster.
 * @param {string} cluster
 */
async function stopOrphan(cluster) {
  const status = statusOf(cluster);
  if (!status) {
    return;
  }
  if (isProcess(status.pid, cluster)) {
    await endProcess({ pid: status.pid, words: cluster, signal: 'SIGINT', patience: 30_000 });
    return;
  }
  await endSurvivors(cluster);
  if (process.platform === 'linux') {
    // After a reboot the id may belong to another process, and PostgreSQL would refuse to start.
    fs.rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
  }
}

/**
 * Kills the remaining processes of a killed server: one with a long query does not notice for up to a minute, and
 * PostgreSQL does not start until it is gone.
 * @param {string} cluster
 */
async function endSurvivors(cluster) {
  for (const pid of processesIn(cluster)) {
    await endProcess({ pid, words: 'postgres', signal: 'SIGKILL', patience: 0 });
  }
}

/**
 * The processes whose working directory is this folder; empty on systems other than Linux.
 * @param {string} folder
 */
function processesIn(folder) {
  if (process.platform !== 'linux') {
    return [];
  }
  return processIds().filter((pid) => workingFolder(pid) === folder);
}

/** @param {number} pid */
function workingFolder(pid) {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/**
 * Starts the cluster in a directory; an existing one keeps its data. First stops a server left behind by a killed run.
 * @param {PostgresOptions} options
 * @returns {Promise<Postgres>}
 */
export async function startPostgres(options) {
  const account = unprivilegedAccount();
  const bin = programsFor(account);
  const directory = usableDirectory(path.resolve(options.directory), account);
  const cluster = path.join(directory, 'data');
  const log = path.join(directory, 'log');
  const password = passwordOf(directory, cluster);
  await stopOrphan(cluster);
  initialise({ bin, cluster, password, fast: options.fast ?? false, account });
  const port = options.port ?? (await freePort());
  const command = {
    program: path.join(bin, `postgres${executable}`),
    args: ['-D', cluster, '-p', String(port), ...settings(options).flatMap((setting) => ['-c', setting])],
    env: { ...environment(), ...options.environment },
  };
  const server = await acceptingServer(command, cluster, log, account, options.signal);
  const ended = new Promise((resolve) => server.once('exit', resolve));
  return {
    port,
    pid: server.pid ?? 0,
    directory,
    log,
    url: (database) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`,
    stop: () => endChild(server, 'SIGINT'),
    stopImmediately: () => endChild(server, 'SIGQUIT'),
    kill: () => endChild(server, 'SIGKILL').then(() => endSurvivors(cluster)),
    ended: ended.then(() => undefined),
  };
}

/** @param {PostgresOptions} options */
const settings = (options) => [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  ...(options.fast ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ...(options.settings ?? []),
];

/**
 * Starts the server and waits until it accepts connections. Retries while processes of a killed server still hold its
 * shared memory.
 * @param {{ program: string, args: string[], env: NodeJS.ProcessEnv }} command
 * @param {string} cluster
 * @param {string} log
 * @param {import('./postgres-programs.mjs').Account | undefined} account
 * @param {AbortSignal | undefined} signal
 */
async function acceptingServer(command, cluster, log, account, signal) {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const { child: server, logSize } = await startServer(command.program, command.args, {
      ...account,
      log,
      cwd: cluster,
      env: command.env,
    });
    noteStarted(server.pid ?? 0, cluster);
    const probe = async () => whyNotAccepting(server, cluster);
    try {
      await untilReady({ name: 'PostgreSQL', child: server, log, logSize, probe }, signal);
      return server;
    } catch (error) {
      await endChild(server, 'SIGQUIT');
      const said = fs.readFileSync(log).subarray(logSize).toString();
      if (signal?.aborted || !said.includes('shared memory block') || Date.now() > deadline) {
        throw error;
      }
    }
    await delay(200);
  }
}

/**
 * Why the server does not accept connections; undefined when it does. While recovering from a crash, it logs its
 * progress every ten seconds.
 * @param {import('node:child_process').ChildProcess} server
 * @param {string} cluster
 */
function whyNotAccepting(server, cluster) {
  const status = statusOf(cluster);
  return status?.pid === server.pid && status?.isReady ? undefined : 'it does not accept connections yet';
}
