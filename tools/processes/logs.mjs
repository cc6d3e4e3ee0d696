// @ts-check
import fs from 'node:fs';

const largestLog = 10_000_000;

/**
 * Opens a log for appending, and truncates it first when it is too long. `size` is the offset of the new lines.
 * @param {string} path
 */
export function openLog(path) {
  const isTooLong = fs.existsSync(path) && fs.statSync(path).size > largestLog;
  const file = fs.openSync(path, isTooLong ? 'w' : 'a', 0o600);
  return { file, size: fs.fstatSync(file).size };
}

/**
 * The last 30 lines after the offset `size`, for an error message.
 * @param {string} path
 * @param {number} size
 */
export function lastLines(path, size) {
  const lines = fs.readFileSync(path).subarray(size).toString().trimEnd().split('\n');
  return lines.slice(-30).join('\n');
}
