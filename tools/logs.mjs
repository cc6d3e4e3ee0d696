// @ts-check
import fs from 'node:fs';

const largestLog = 10_000_000;

/**
 * Opens a log to add to, emptied first when it grew too long. `size` is where the new lines begin.
 * @param {string} path
 */
export function openLog(path) {
  const isTooLong = fs.existsSync(path) && fs.statSync(path).size > largestLog;
  const file = fs.openSync(path, isTooLong ? 'w' : 'a', 0o600);
  return { file, size: fs.fstatSync(file).size };
}

/**
 * The last lines of what was added after `size`, for a message to people.
 * @param {string} path
 * @param {number} size
 */
export function lastLines(path, size) {
  const lines = fs.readFileSync(path).subarray(size).toString().trimEnd().split('\n');
  return lines.slice(-30).join('\n');
}
