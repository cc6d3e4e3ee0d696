// @ts-check
// What changes the checkout itself (node_modules, dist) is done by one command at a time: two `npm start` in a fresh clone
// would empty each other's folders.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isProcess } from './processes.mjs';
import { progressWhile } from './progress.mjs';

const lookMilliseconds = 200;
/** A lock without a holder's name is one that is just being written; after this long its writer was killed meanwhile. */
const unnamedMilliseconds = 5000;

/**
 * Does `work` while no other command of this checkout does work of the same name. Waits for one that does, and says so.
 * The lock of a command that was killed counts for nothing.
 * @template Result
 * @param {object} options
 * @param {string} options.root
 * @param {'packages' | 'services' | 'web-ui'} options.name
 * @param {AbortSignal | undefined} options.signal gives up waiting
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function alone({ root, name, signal }, work) {
  const file = path.join(root, `.${name}.lock`);
  if (!take(file)) {
    await progressWhile(
      `waiting for ${holderOf(file)}, which works on the same files`,
      untilTaken(file, signal),
    );
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {AbortSignal | undefined} signal
 */
async function untilTaken(file, signal) {
  while (!take(file)) {
    await delay(lookMilliseconds, undefined, { signal });
  }
}

/** @param {string} file */
function take(file) {
  try {
    fs.writeFileSync(file, JSON.stringify({ pid: process.pid, program: program() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
    removeStale(file);
    return false;
  }
}

/** What our command line has, by which we are told from another process that has our id later. */
const program = () => path.basename(process.argv[1] ?? process.execPath);

/**
 * @param {string} file
 * @returns {{ pid: number, program: string } | undefined}
 */
function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Moves the lock of a process that is gone out of the way. Two that do so at the same time might move the new lock of
 * the first of them, so what was moved is looked at, and put back.
 * @param {string} file
 */
function removeStale(file) {
  if (isHeld(file)) {
    return;
  }
  const moved = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, moved);
    if (isHeld(moved)) {
      fs.renameSync(moved, file);
    }
  } catch {
    // Another one was quicker.
  }
  fs.rmSync(moved, { force: true });
}

/** @param {string} file */
function isHeld(file) {
  const holder = read(file);
  if (holder) {
    return isProcess(holder.pid, holder.program);
  }
  const written = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return written !== undefined && Date.now() - written < unnamedMilliseconds;
}

/** @param {string} file */
function holderOf(file) {
  const holder = read(file);
  return holder ? `another command (process ${holder.pid})` : 'another command';
}
