// @ts-check
// Processes by their id: whether one still lives and is the one we mean, and how to end it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * The command line of a living process; empty when there is none (a process that ended but was not waited for has none).
 * @param {number} pid
 */
function commandLine(pid) {
  if (process.platform === 'linux') {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  const listed = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return listed.status === 0 ? listed.stdout : '';
}

/**
 * True when a process of this id lives and its command line contains `words`. The id alone says nothing: the system
 * gives it to somebody else once its process ended.
 * @param {number} pid
 * @param {string} words
 */
export const isProcess = (pid, words) => Number.isInteger(pid) && pid > 1 && commandLine(pid).includes(words);

/**
 * CPU time that the process group of a leader used so far, in seconds; 0 where the system doesn't tell.
 * @param {number} leader process id
 */
export const cpuSeconds = (leader) =>
  process.platform === 'linux' ? cpuSecondsOnLinux(leader) : cpuSecondsByPs(leader);

/** The kernel counts in ticks of 10 ms on every platform that Node runs on. */
const ticksPerSecond = 100;

/** @param {number} leader */
function cpuSecondsOnLinux(leader) {
  const processes = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const ticks = processes.map((id) => {
    try {
      // After the name, which may hold anything: state, parent, group, ..., user time (11), system time (12).
      const fields = fs.readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return Number(fields[2]) === leader ? Number(fields[11]) + Number(fields[12]) : 0;
    } catch {
      // It has ended since.
      return 0;
    }
  });
  return ticks.reduce((sum, used) => sum + used, 0) / ticksPerSecond;
}

/** @param {number} leader */
function cpuSecondsByPs(leader) {
  const listed = spawnSync('ps', ['-o', 'time=', '-p', String(leader)], { encoding: 'utf8' });
  const parts = listed.status === 0 ? listed.stdout.trim().split(/[-:]/).map(Number) : [];
  // [[days-]hours:]minutes:seconds
  return parts.reverse().reduce((sum, part, index) => sum + part * ([1, 60, 3600, 86_400][index] ?? 0), 0);
}

/**
 * Asks a process to end and waits until it has; insists when it takes longer than `patience` milliseconds.
 * @param {object} options
 * @param {number} options.pid
 * @param {string} options.words what its command line contains
 * @param {NodeJS.Signals} options.signal
 * @param {number} options.patience
 */
export async function endProcess({ pid, words, signal, patience }) {
  sendSignal(pid, signal);
  const deadline = Date.now() + patience;
  while (isProcess(pid, words)) {
    if (Date.now() > deadline) {
      sendSignal(pid, 'SIGKILL');
    }
    await delay(50);
  }
}

/**
 * Sends a signal to a process, or to a whole group when `pid` is negative; one that is gone is none to send to.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}

/** Names the file in which servers that tests start are noted, so that `npm test` leaves none behind. */
export const startedProcessesKey = 'ATES_STARTED_PROCESSES';

/**
 * Notes a process with a group of its own, where `npm test` asks for it.
 * @param {number} pid
 * @param {string} words what its command line contains
 */
export function noteStarted(pid, words) {
  const file = process.env[startedProcessesKey];
  if (file) {
    fs.appendFileSync(file, `${JSON.stringify({ pid, words })}\n`);
  }
}

/**
 * Ends every noted process that still lives. They are servers on throw-away data: nothing is lost.
 * @param {string} file
 */
export async function endStarted(file) {
  if (!fs.existsSync(file)) {
    return;
  }
  const noted = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
  for (const line of noted) {
    /** @type {{ pid: number, words: string }} */
    const { pid, words } = JSON.parse(line);
    if (isProcess(pid, words)) {
      sendSignal(-pid, 'SIGKILL');
      await endProcess({ pid, words, signal: 'SIGKILL', patience: 0 });
    }
  }
}
