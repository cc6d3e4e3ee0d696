// @ts-check
// Lets only one command at a time change the checkout (node_modules, dist): two `npm start` in a fresh clone would
// delete each other's files.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isProcess } from '../processes/processes.mjs';
import { progressWhile } from '../terminal/progress.mjs';

const pollMilliseconds = 200;
/** A lock without a holder is just being written; after this time we assume that its writer was killed. */
const unnamedMilliseconds = 5000;

/**
 * Runs `work` while no other command of this checkout runs work of the same name. Waits for such a command and reports
 * that. Ignores the lock of a command that was killed.
 * @template Result
 * @param {object} options
 * @param {string} options.root
 * @param {'packages' | 'node' | 'services' | 'api-clients' | 'web-ui'} options.name
 * @param {AbortSignal | undefined} options.signal stops waiting
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function alone({ root, name, signal }, work) {
  const file = path.join(root, `.${name}.lock`);
  if (!take(file)) {
    await progressWhile(
      `waiting for ${holderOf(file)} that is using the same files`,
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
    await delay(pollMilliseconds, undefined, { signal });
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

/** Part of our command line; distinguishes us from a later process with the same id. */
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
 * Moves the lock of a dead process out of the way. Of two commands that do this at once, the second might move the new
 * lock of the first, so it checks what it moved and puts a live lock back.
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
    // Another command was faster.
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
