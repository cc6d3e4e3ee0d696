// @ts-check
// Measures how long `npm start` takes on this machine, from a fresh clone and in an installed one.
//   npm run bench -- start [fresh rounds, 1] [installed rounds, 3]
// Clones HEAD, so uncommitted changes are not measured. Uses npm's cache in its current state.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { freePorts } from '../processes/ports.mjs';
import { signalGroup } from '../processes/child-processes.mjs';
import { Refusal } from '../terminal/progress.mjs';

const freshGoalSeconds = 60;
const installedGoalSeconds = 5;
const shownLines = 30;

/**
 * Seconds from the start of the command until it printed a line, keyed by the line's text.
 * @typedef {Map<string, number>} Timeline
 */

/**
 * Runs `npm start` in a folder until it is ready, then stops it and waits until all of it has exited.
 * @param {string} folder
 * @returns {Promise<Timeline>}
 */
async function timeStart(folder) {
  const port = await freePorts(4);
  const startedAt = performance.now();
  const isWindows = process.platform === 'win32';
  const child = spawn(isWindows ? 'npm.cmd' : 'npm', ['start'], {
    cwd: folder,
    env: { ...process.env, ATES_PORT: String(port), ATES_DATA_DIR: path.join(folder, '.data') },
    stdio: ['ignore', 'pipe', 'inherit'],
    // In its own process group, so that one signal reaches npm and everything it started, as Ctrl+C does.
    detached: true,
    shell: isWindows,
  });
  const closed = once(child, 'close');
  await once(child, 'spawn');
  const stop = () => signalGroup(child, 'SIGINT');
  /** @type {Timeline} */
  const timeline = new Map();
  const lines = [];
  process.once('SIGINT', stop);
  for await (const line of readline.createInterface({ input: child.stdout })) {
    lines.push(line);
    const text = /^\[ *[\d.]+ s\] (.*)$/.exec(line)?.[1] ?? '';
    timeline.set(text, (performance.now() - startedAt) / 1000);
    if (text === 'ready') {
      stop();
    }
  }
  await closed;
  process.off('SIGINT', stop);
  if (!timeline.has('ready')) {
    throw new Refusal(`npm start did not become ready:\n${lines.slice(-shownLines).join('\n')}`);
  }
  return timeline;
}

/**
 * @param {Timeline} timeline
 * @param {string} text
 */
const at = (timeline, text) => timeline.get(text) ?? 0;

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/**
 * The disk space that a folder uses, in MB.
 * @param {string} folder
 */
function megabytes(folder) {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) => fs.statSync(path.join(entry.parentPath, entry.name)).blocks * 512);
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1_048_576);
}

/** @param {number} seconds */
const text = (seconds) => `${seconds.toFixed(1)} s`;

/**
 * Starts from a fresh clone. Services, web UI and PostgreSQL start in parallel, so `build` and `start` overlap.
 * @param {string} root
 * @param {string} clone
 * @returns {Promise<number>} seconds until it was ready
 */
async function measureFresh(root, clone) {
  fs.rmSync(clone, { recursive: true, force: true });
  execFileSync('git', ['clone', '--quiet', root, clone]);
  const timeline = await timeStart(clone);
  const [packages, ready] = [at(timeline, 'packages installed'), at(timeline, 'ready')];
  const built = Math.max(at(timeline, 'built the services'), at(timeline, 'built the web UI'));
  console.log(
    [
      `fresh clone: packages ${text(packages)} (${megabytes(path.join(clone, 'node_modules'))} MB)`,
      `build ${text(built - packages)}`,
      `start ${text(ready - at(timeline, 'starting the services'))}`,
      `total ${text(ready)}`,
    ].join(', '),
  );
  return ready;
}

/**
 * @param {string} clone
 * @returns {Promise<number>} seconds until it was ready
 */
async function measureInstalled(clone) {
  const ready = at(await timeStart(clone), 'ready');
  console.log(`installed tree: total ${text(ready)}`);
  return ready;
}

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<number>} the exit code: 1 when a goal is missed
 */
export async function run(root, [fresh = '1', installed = '3']) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-bench-'));
  // PostgreSQL may run as another account, which needs to enter this folder.
  fs.chmodSync(folder, 0o755);
  try {
    const [load = 0] = os.loadavg();
    console.log(`${os.availableParallelism()} cores, load ${load.toFixed(1)} before the first round`);
    const clone = path.join(folder, 'ates');
    const freshSeconds = [];
    for (let round = 0; round < Number(fresh); round += 1) {
      freshSeconds.push(await measureFresh(root, clone));
    }
    const installedSeconds = [];
    for (let round = 0; round < Number(installed); round += 1) {
      installedSeconds.push(await measureInstalled(clone));
    }
    return report(median(freshSeconds), median(installedSeconds));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {number} fresh seconds
 * @param {number} installed seconds
 */
function report(fresh, installed) {
  const isFreshGood = fresh < freshGoalSeconds;
  const isInstalledGood = installed < installedGoalSeconds;
  const verdict = (/** @type {boolean} */ isGood, /** @type {number} */ goal) =>
    `${isGood ? 'under' : 'NOT under'} ${goal} s`;
  console.log(
    `fresh clone ready in ${text(fresh)}, ${verdict(isFreshGood, freshGoalSeconds)}; installed tree ready in ${text(installed)}, ${verdict(isInstalledGood, installedGoalSeconds)} (medians)`,
  );
  return isFreshGood && isInstalledGood ? 0 : 1;
}
