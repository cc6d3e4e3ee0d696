// @ts-check
// Reads CPU time and memory of processes from /proc. Linux only.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { processIds } from '../processes/processes.mjs';
import { Refusal } from '../terminal/progress.mjs';

/** @typedef {{ cpuSeconds: number, memoryBytes: number }} Usage */

/** Fields of /proc/<pid>/stat, counted from the one after the program's name. */
const field = { parent: 1, ownUser: 11, ownSystem: 12, endedUser: 13, endedSystem: 14 };

const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;

/** Throws a Refusal on a system without /proc. */
export function requireProcessUsage() {
  if (!fs.existsSync('/proc/self/stat')) {
    throw new Refusal('This benchmark reads CPU time from /proc, which exists only on Linux.');
  }
}

/**
 * What a process has used so far.
 * @param {number} pid
 * @returns {Usage}
 */
export function usageOfProcess(pid) {
  const numbers = statOf(pid);
  return {
    cpuSeconds: numbers ? secondsIn(numbers, ['ownUser', 'ownSystem']) : 0,
    memoryBytes: memoryOf(pid),
  };
}

/**
 * What a process and its descendants have used so far, including children that have exited.
 * @param {number} pid
 * @returns {Usage}
 */
export function usageOfTree(pid) {
  const usages = treeOf(pid).map(usageOfProcess);
  const numbers = statOf(pid);
  const ended = numbers ? secondsIn(numbers, ['endedUser', 'endedSystem']) : 0;
  return {
    cpuSeconds: ended + usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    memoryBytes: usages.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}

/** @param {number} root @returns {number[]} */
function treeOf(root) {
  const parents = new Map(processIds().map((pid) => [pid, statOf(pid)?.[field.parent]]));
  const found = [root];
  for (const parent of found) {
    found.push(...[...parents].filter(([, of]) => of === parent).map(([id]) => id));
  }
  return found;
}

/** @param {number} pid @returns {number[] | undefined} */
function statOf(pid) {
  const text = readOrUndefined(`/proc/${pid}/stat`);
  // The name is in parentheses and may itself contain spaces and parentheses.
  return text
    ?.slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
}

/** @param {number[]} numbers @param {(keyof typeof field)[]} names */
const secondsIn = (numbers, names) =>
  names.reduce((sum, name) => sum + (numbers[field[name]] ?? 0), 0) / ticksPerSecond;

/**
 * Proportional set size, which counts memory shared by PostgreSQL's processes once; or else resident size.
 * @param {number} pid
 */
function memoryOf(pid) {
  const proportional = /^Pss:\s+(\d+) kB/m.exec(readOrUndefined(`/proc/${pid}/smaps_rollup`) ?? '');
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(readOrUndefined(`/proc/${pid}/status`) ?? '');
  return Number(proportional?.[1] ?? resident?.[1] ?? 0) * 1024;
}

/** @param {string} file */
function readOrUndefined(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
