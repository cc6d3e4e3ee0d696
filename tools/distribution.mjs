// @ts-check
// Servers that npm has none of, from the distribution: where its packages are installed, or unpacked without root.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { progress } from './progress.mjs';

/**
 * @typedef {object} Distributed
 * @property {string} name as people know it
 * @property {string} package of the distribution
 * @property {string} always a pattern of packages that are unpacked even where the machine has some of them
 */

/**
 * A program that is installed on this machine: in one of these folders, else on the PATH.
 * @param {string} name
 * @param {string[]} folders
 * @param {(file: string) => boolean} [isGood]
 * @returns {string | undefined}
 */
export const installedProgram = (name, folders, isGood = () => true) =>
  [...folders, ...(process.env['PATH'] ?? '').split(':')]
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file) && isGood(file));

/** @param {Distributed} server */
const folderOf = (server) =>
  path.join(
    process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'),
    'ates',
    server.name.toLowerCase(),
  );

/**
 * The root of its unpacked packages, unpacking them now where that was not done; undefined where it cannot be.
 * @param {Distributed} server
 * @returns {string | undefined}
 */
export function unpackedRoot(server) {
  const folder = folderOf(server);
  const complete = path.join(folder, 'complete');
  if (!fs.existsSync(complete) && hasApt()) {
    progress(`unpacking ${server.name} of the distribution into ${folder}, once`);
    const script = path.join(import.meta.dirname, 'unpack.sh');
    spawnSync('sh', [script, folder, server.package, server.always], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return fs.existsSync(complete) ? path.join(folder, 'root') : undefined;
}

const hasApt = () => spawnSync('sh', ['-c', 'command -v apt-get && command -v dpkg-deb']).status === 0;

/**
 * Where the libraries of unpacked packages are.
 * @param {string} root
 */
export const librariesBelow = (root) =>
  path.join(root, 'usr/lib', process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu');
