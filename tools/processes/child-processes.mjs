// @ts-check
// Our child processes: servers in groups of their own that log to a file, and programs that run to their end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { sendSignal } from './processes.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const largestLogBytes = 10_000_000;
const isWindows = process.platform === 'win32';

/**
 * Starts a server in its own process group, so that Ctrl+C only reaches us and we stop everything in order. Appends its
 * output to a log, which is emptied first when it is too long.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { log: string }} options `log` is the path of the log
 * @returns {Promise<{ child: ChildProcess, logSize: number }>} `logSize` is the byte offset of its output in the log
 */
export async function startServer(program, args, { log, ...options }) {
  const isTooLong = fs.existsSync(log) && fs.statSync(log).size > largestLogBytes;
  const file = fs.openSync(log, isTooLong ? 'w' : 'a', 0o600);
  const logSize = fs.fstatSync(file).size;
  const child = spawn(program, args, { ...options, detached: !isWindows, stdio: ['ignore', file, file] });
  fs.closeSync(file);
  await once(child, 'spawn');
  return { child, logSize };
}

/**
 * The last 30 lines of a log, for an error message.
 * @param {string} log
 * @param {number} offset in bytes, where to start reading
 */
export function lastLines(log, offset) {
  const lines = fs.readFileSync(log).subarray(offset).toString().trimEnd().split('\n');
  return lines.slice(-30).join('\n');
}

/** @param {ChildProcess} child */
export const isRunning = (child) => child.exitCode === null && child.signalCode === null;

/**
 * Sends a signal to a child and waits for its exit. Does nothing when it has exited already or was never started.
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 * @param {object} [options]
 * @param {number} [options.patience] milliseconds after which it is killed; default: never
 * @param {boolean} [options.isGroup] signals its whole process group
 */
export async function endChild(child, signal, { patience, isGroup = false } = {}) {
  const { pid } = child;
  if (pid === undefined || !isRunning(child)) {
    return;
  }
  const send = (/** @type {NodeJS.Signals} */ signal) =>
    isGroup ? signalGroup(child, signal) : sendSignal(pid, signal);
  const ended = once(child, 'exit');
  send(signal);
  const killing = patience === undefined ? undefined : setTimeout(send, patience, 'SIGKILL');
  await ended;
  clearTimeout(killing);
}

/**
 * Sends a signal to what is left of the process group that a child leads, also after the child has exited.
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export function signalGroup({ pid }, signal) {
  if (pid !== undefined) {
    sendSignal(isWindows ? pid : -pid, signal);
  }
}

/**
 * Runs a Node program to its end.
 * @param {string} root the working directory
 * @param {string[]} command the program with its arguments
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{ code: number | null, output: string }>} the exit code, null after a signal, and what it printed
 * @throws when it cannot be started, or when the signal in `options` is aborted
 */
export async function runProgram(root, command, options = {}) {
  const child = spawn(process.execPath, command, {
    ...options,
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  }
  const [code] = /** @type {[number | null]} */ (await once(child, 'close'));
  return { code, output };
}
