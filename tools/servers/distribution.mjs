// @ts-check
// Finds servers that npm does not provide: installed on this machine, or unpacked from the distribution's packages.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { progress, Refusal } from '../terminal/progress.mjs';

/**
 * @typedef {object} Distributed
 * @property {string} name for messages
 * @property {string} package of the distribution
 * @property {string} homebrew name of its package in Homebrew
 * @property {string} always a pattern of packages to unpack even if the machine has some of them
 * @property {string} [note] what else to say when it is missing
 */

/**
 * The programs of a server: installed, already unpacked, or unpacked now.
 * @template Installation
 * @param {Distributed} server
 * @param {() => Installation | undefined} installed
 * @param {(root: string) => Installation} unpacked given the root of the unpacked packages
 * @returns {Installation}
 * @throws {Refusal} when it is neither installed nor can be unpacked
 */
export function installationOf(server, installed, unpacked) {
  const found = installed();
  if (found) {
    return found;
  }
  const root = unpackedRoot(server);
  if (root === undefined) {
    throw new Refusal(
      `${server.name} is not installed, and its packages could not be unpacked (which needs apt-get and network access). Install it (apt install ${server.package}, brew install ${server.homebrew}) and try again.${server.note ? ` ${server.note}` : ''}`,
    );
  }
  return unpacked(root);
}

/**
 * The path of an installed program: in one of these folders, or else on the PATH.
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
 * The root of the unpacked packages. Unpacks them if needed; undefined when that is not possible.
 * @param {Distributed} server
 * @returns {string | undefined}
 */
function unpackedRoot(server) {
  const folder = folderOf(server);
  const complete = path.join(folder, 'complete');
  if (!fs.existsSync(complete) && hasApt()) {
    progress(`unpacking the ${server.name} packages of the distribution into ${folder}; this happens once`);
    const script = path.join(import.meta.dirname, 'unpack.sh');
    spawnSync('sh', [script, folder, server.package, server.always], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return fs.existsSync(complete) ? path.join(folder, 'root') : undefined;
}

const hasApt = () => spawnSync('sh', ['-c', 'command -v apt-get && command -v dpkg-deb']).status === 0;

/**
 * The folder of shared libraries of unpacked packages.
 * @param {string} root
 */
export const librariesBelow = (root) =>
  path.join(root, 'usr/lib', process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu');
