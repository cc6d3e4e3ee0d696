// @ts-check
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { alone } from './checkout-lock.mjs';
import { sendSignal } from './processes.mjs';
import { progress, progressWhile, Refusal } from './progress.mjs';
import { aborted, untilStopRequested } from './stopping.mjs';

const oldest = { major: 20, minor: 19 };

/** npm gets this long to end by itself once it is told to. */
const interruptedMilliseconds = 5000;

/** Refuses a Node that is too old, in words. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new Refusal(
      `Node ${oldest.major}.${oldest.minor} or later is needed; this is ${process.versions.node}. Install a newer one.`,
    );
  }
}

/**
 * What a command needs. `start`: what runs and builds the services and the web UI, without what only tests and checks
 * use (devDependencies of the root package). `all`: everything in the lock file.
 * @typedef {'start' | 'all'} PackageSet
 */

/**
 * Installs a set of packages from the lock file, unless node_modules already has it. Skips install scripts: no package
 * here needs one. Commands that install at the same time do so one after the other. When we are told to end meanwhile,
 * npm is ended first.
 * @param {string} root
 * @param {PackageSet} wanted
 * @throws {Refusal} when npm fails, or when we were told to end
 */
export async function installPackages(root, wanted) {
  if (!isInstalled(root, wanted)) {
    await untilStopRequested((signal) =>
      alone({ root, name: 'packages', signal }, () => installNow(root, wanted, signal)).catch((error) => {
        throw signal.aborted ? new Refusal(interrupted) : error;
      }),
    );
  }
}

const interrupted =
  'Stopped while the packages were installed; nothing is left running. The next command installs them anew.';

/** @param {string} root */
function versionOfLock(root) {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).digest('hex');
}

/** @param {string} root @param {PackageSet} wanted */
function isInstalled(root, wanted) {
  const installed = installedSet(root, versionOfLock(root));
  return installed === 'all' || installed === wanted;
}

/**
 * @param {string} root
 * @param {PackageSet} wanted
 * @param {AbortSignal} signal
 */
async function installNow(root, wanted, signal) {
  if (isInstalled(root, wanted)) {
    // By the command that we waited for.
    return;
  }
  if (isLink(path.join(root, 'node_modules'))) {
    // A work tree that borrows the packages of another: npm would empty that one's folder.
    progress('node_modules is a link to packages of another version; they are used as they are');
    return;
  }
  const version = versionOfLock(root);
  const hasOtherSet = installedSet(root, version) !== undefined;
  // Half of an installation must not pass for a whole one.
  fs.rmSync(stampIn(root), { force: true });
  const work = hasOtherSet ? addMissing(root, signal) : install(root, wanted, signal);
  await progressWhile('installing packages', work);
  fs.writeFileSync(stampIn(root), `${wanted} ${version}`);
  progress('packages installed');
}

/** @param {string} root */
const stampIn = (root) => path.join(root, 'node_modules/.ates-lock');

/**
 * The set that node_modules has, when it comes from this version of the lock file.
 * @param {string} root
 * @param {string} version
 * @returns {PackageSet | undefined}
 */
function installedSet(root, version) {
  const stamp = stampIn(root);
  const text = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : '';
  return /** @type {const} */ (['start', 'all']).find((set) => text === `${set} ${version}`);
}

/** @param {string} path */
const isLink = (path) => fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

/**
 * Replaces node_modules.
 * @param {string} root
 * @param {PackageSet} wanted
 * @param {AbortSignal} signal
 */
const install = (root, wanted, signal) =>
  npm(root, ['ci', wanted === 'all' ? '--include=dev' : '--omit=dev'], signal);

/**
 * Adds what the set `start` lacks, exactly as the lock file says: npm ci checked the lock when it installed that set, and
 * --no-save keeps npm from writing to it.
 * @param {string} root
 * @param {AbortSignal} signal
 */
const addMissing = (root, signal) => npm(root, ['install', '--no-save', '--include=dev'], signal);

/**
 * @param {string} root
 * @param {string[]} args
 * @param {AbortSignal} signal ends it
 */
async function npm(root, args, signal) {
  const isWindows = process.platform === 'win32';
  const child = spawn(
    isWindows ? 'npm.cmd' : 'npm',
    [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    // A group of its own: Ctrl+C reaches us, and we end all of it. npm by itself goes on to the end once it is late in its work.
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: isWindows, detached: !isWindows },
  );
  const ended = once(child, 'exit').catch((error) => {
    throw new Refusal(
      `npm could not be started (${error.message}). It comes with Node; see that it is on the PATH.`,
    );
  });
  await Promise.race([ended, aborted(signal)]);
  if (signal.aborted) {
    await endGroup(child, ended);
    signal.throwIfAborted();
  }
  const [code] = await ended;
  if (code !== 0) {
    throw new Refusal(
      `The packages could not be installed; npm says above why. It needs the network once: try again, or run npm ci --ignore-scripts by hand.`,
    );
  }
}

/**
 * Ends npm and what it started; insists when that takes long.
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<unknown>} ended
 */
async function endGroup(child, ended) {
  const group = process.platform === 'win32' ? (child.pid ?? 0) : -(child.pid ?? 0);
  sendSignal(group, 'SIGTERM');
  const insisting = setTimeout(() => sendSignal(group, 'SIGKILL'), interruptedMilliseconds);
  await ended;
  clearTimeout(insisting);
  sendSignal(group, 'SIGKILL');
}
