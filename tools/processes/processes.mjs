// @ts-check
// Processes by id: checks whether one is still alive and the one we mean, and ends it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * The command line of a live process. Empty when there is none, and for a zombie.
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
 * True when a process with this id is alive and its command line contains `words`. The id alone is not enough: the
 * system reuses it after the process has exited.
 * @param {number} pid
 * @param {string} words
 */
export const isProcess = (pid, words) => Number.isInteger(pid) && pid > 1 && commandLine(pid).includes(words);

/** The ids of all processes. Linux only. */
export const processIds = () =>
  fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/**
 * The CPU time that a process group has used so far, in seconds; 0 where the system does not report it.
 * @param {number} leader id of the group's leader
 */
export const cpuSeconds = (leader) =>
  process.platform === 'linux' ? cpuSecondsOnLinux(leader) : cpuSecondsByPs(leader);

/** The kernel counts in ticks of 10 ms on every platform that Node supports. */
const ticksPerSecond = 100;

/** @param {number} leader */
function cpuSecondsOnLinux(leader) {
  const ticks = processIds().map((pid) => {
    try {
      // After the name, which may contain anything: state, parent, group, ..., user time (11), system time (12).
      const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return Number(fields[2]) === leader ? Number(fields[11]) + Number(fields[12]) : 0;
    } catch {
      // It has exited in the meantime.
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
 * Sends a signal to a process and waits for its exit. Kills it when that takes longer than `patience` milliseconds.
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
 * Sends a signal to a process, or to a whole group when `pid` is negative. Does nothing when it no longer exists.
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

/** The environment key with the file that lists servers started by tests, so that `npm test` leaves none behind. */
export const startedProcessesKey = 'ATES_STARTED_PROCESSES';

/**
 * Records a process that has its own group, if `npm test` asked for that.
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
 * Kills every recorded process that is still alive. These are servers with disposable data, so nothing is lost.
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
