// @ts-check
// The folder for the temporary files of a test run.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A file system in memory, which Linux has. */
const inMemory = '/dev/shm';
/** The files of a whole test run took 0.8 GB at most. */
const neededBytes = 4 * 1024 ** 3;

/**
 * Creates the folder for the temporary files of a test run: in memory if there is room, which halves the time to copy a
 * database; otherwise where the system keeps temporary files.
 */
export function createTemporaryFolder() {
  const folder = fs.mkdtempSync(path.join(hasRoomInMemory() ? inMemory : os.tmpdir(), 'ates-test-'));
  // PostgreSQL may run as another account, which needs to enter this folder.
  fs.chmodSync(folder, 0o755);
  return folder;
}

function hasRoomInMemory() {
  if (process.platform !== 'linux' || !isWritable(inMemory)) {
    return false;
  }
  const { bavail, bsize } = fs.statfsSync(inMemory);
  const available =
    Number(/^MemAvailable: +(\d+) kB$/m.exec(fs.readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
  const options = mounts().find(({ folder }) => folder === inMemory)?.options ?? [];
  // Tests run programs from their folders.
  return Math.min(bavail * bsize, available) >= neededBytes && !options.includes('noexec');
}

/** @param {string} folder */
function isWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

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
  return mounts()
    .map((mount) => mount.folder)
    .filter((mounted) => mounted.startsWith(`${folder}/`));
}

/** What is mounted, on Linux. */
function mounts() {
  const lines = fs.readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return lines.map((line) => {
    const [, folder = '', , options = ''] = line.split(' ');
    return { folder, options: options.split(',') };
  });
}
