// @ts-check
// The folder for the temporary files of a test run.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * Deletes a folder with everything in it. First unmounts what tests mounted below it and an interrupted one left there:
 * a folder cannot be deleted while something is mounted in it.
 * @param {string} folder
 */
export function deleteTemporaryFolder(folder) {
  for (const mounted of mountsBelow(folder)) {
    spawnSync('umount', ['--lazy', mounted]);
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

/**
 * The folders below this one where something is mounted, on Linux; elsewhere tests mount nothing.
 * @param {string} folder
 * @returns {string[]}
 */
function mountsBelow(folder) {
  if (process.platform !== 'linux') {
    return [];
  }
  const lines = fs.readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return lines.map((line) => line.split(' ')[1] ?? '').filter((mounted) => mounted.startsWith(`${folder}/`));
}
