// @ts-check
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { alone } from './checkout-lock.mjs';
import { endChild, signalGroup } from '../processes/child-processes.mjs';
import { progress, progressWhile, Refusal } from '../terminal/progress.mjs';
import { aborted, untilStopRequested } from '../terminal/stopping.mjs';

const oldest = { major: 20, minor: 19 };

/** How long npm may take to exit after SIGTERM. */
const interruptedMilliseconds = 5000;

/** Throws a Refusal when this version of Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new Refusal(
      `Node ${oldest.major}.${oldest.minor} or later is required; this is ${process.versions.node}. Install a newer version.`,
    );
  }
}

/**
 * The packages that a command needs. `start`: what builds and runs the services and the web UI, without the packages
 * for tests and checks (devDependencies of the root package). `all`: also those. `bench`: also what only the benchmark
 * compares with. `mutation`: everything in the lock file, also what only mutation tests need.
 * @typedef {'start' | 'all' | 'bench' | 'mutation'} PackageSet
 */

/**
 * Installs a set of packages from the lock file, unless node_modules already has it. Skips install scripts, which no
 * package here needs. Concurrent commands install one after the other. A stop request ends npm first.
 * @param {string} root
 * @param {PackageSet} wanted
 * @throws {Refusal} when npm fails, or on a stop request
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
  'Stopped while installing packages; nothing is left running. The next command will install them again.';

/** @param {string} root */
function versionOfLock(root) {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).digest('hex');
}

/** @param {string} root @param {PackageSet} wanted */
function isInstalled(root, wanted) {
  const installed = installedSet(root, versionOfLock(root));
  return installed !== undefined && sets.indexOf(installed) >= sets.indexOf(wanted);
}

/** Each set contains the ones before it. */
const sets = /** @type {const} */ (['start', 'all', 'bench', 'mutation']);

/** Workspaces that a set leaves out, because only a command of its own needs them. @type {Record<PackageSet, string[]>} */
const leftOut = { start: [], all: ['bench', 'mutation'], bench: ['mutation'], mutation: [] };

/**
 * @param {string} root
 * @param {PackageSet} wanted
 * @param {AbortSignal} signal
 */
async function installNow(root, wanted, signal) {
  if (isInstalled(root, wanted)) {
    // The command that we waited for has installed them.
    return;
  }
  if (isLink(path.join(root, 'node_modules'))) {
    // A work tree that shares the packages of another one: npm would delete that one's files.
    progress('node_modules is a link to the packages of another version; using them as they are');
    return;
  }
  const version = versionOfLock(root);
  const hasOtherSet = installedSet(root, version) !== undefined;
  // An interrupted installation must not count as complete.
  fs.rmSync(stampIn(root), { force: true });
  const work = hasOtherSet ? addMissing(root, wanted, signal) : install(root, wanted, signal);
  await progressWhile('installing packages', work);
  fs.writeFileSync(stampIn(root), `${wanted} ${version}`);
  progress('packages installed');
}

/** @param {string} root */
const stampIn = (root) => path.join(root, 'node_modules/.ates-lock');

/**
 * The set that is installed in node_modules; undefined when it comes from another version of the lock file.
 * @param {string} root
 * @param {string} version
 * @returns {PackageSet | undefined}
 */
function installedSet(root, version) {
  const stamp = stampIn(root);
  const text = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : '';
  return sets.find((set) => text === `${set} ${version}`);
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
  npm(
    root,
    ['ci', wanted === 'start' ? '--omit=dev' : '--include=dev', ...onlyWorkspacesOf(root, wanted)],
    signal,
  );

/**
 * Adds what a smaller set lacks, in the versions of the lock file. npm ci has already checked the lock for that set, and
 * `--no-save` keeps npm from changing it.
 * @param {string} root
 * @param {PackageSet} wanted
 * @param {AbortSignal} signal
 */
const addMissing = (root, wanted, signal) =>
  npm(root, ['install', '--no-save', '--include=dev', ...onlyWorkspacesOf(root, wanted)], signal);

/**
 * npm's arguments that leave the development packages of some workspaces out; the set `start` has none anyway.
 * @param {string} root
 * @param {PackageSet} wanted
 */
function onlyWorkspacesOf(root, wanted) {
  if (leftOut[wanted].length === 0) {
    return [];
  }
  /** @type {{ workspaces: string[] }} */
  const { workspaces } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const names = workspaces.filter((name) => !leftOut[wanted].includes(name));
  return ['--include-workspace-root', ...names.map((name) => `--workspace=${name}`)];
}

/**
 * Runs npm in a folder, without install scripts.
 * @param {string} root the folder
 * @param {string[]} args
 * @param {AbortSignal} signal ends npm
 * @throws {Refusal} when it fails
 */
export async function npm(root, args, signal) {
  const isWindows = process.platform === 'win32';
  const child = spawn(
    isWindows ? 'npm.cmd' : 'npm',
    [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    // In its own process group: Ctrl+C reaches only us, and we end the whole group. A busy npm may ignore Ctrl+C.
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: isWindows, detached: !isWindows },
  );
  const ended = once(child, 'exit').catch((error) => {
    throw new Refusal(
      `npm could not be started (${error.message}). It ships with Node; make sure it is on the PATH.`,
    );
  });
  await Promise.race([ended, aborted(signal)]);
  if (signal.aborted) {
    await endChild(child, 'SIGTERM', { patience: interruptedMilliseconds, isGroup: true });
    signalGroup(child, 'SIGKILL');
    signal.throwIfAborted();
  }
  const [code] = await ended;
  if (code !== 0) {
    throw new Refusal(
      `The packages could not be installed; see the output of npm above. This needs network access once. Try again, or run npm ci --ignore-scripts yourself.`,
    );
  }
}
