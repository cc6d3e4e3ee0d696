// @ts-check
// The Node that the containers run (docs/adr/0095), for tests on a machine that has another one.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { alone } from './checkout-lock.mjs';
import { npm } from './packages.mjs';
import { progressWhile, Refusal } from '../terminal/progress.mjs';
import { untilStopRequested } from '../terminal/stopping.mjs';

/** The newest Node of the image's major version. */
export const node24 = '24.22.3';

/** The npm packages that hold its program, for each platform, with the hash of what npm must serve. */
const packages = new Map([
  [
    'linux-x64',
    'sha512-KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
  ],
  [
    'linux-arm64',
    'sha512-IZx0J52/1NDwAsY2iyWR9nlPIYuYviTWetjj8+ElvYQh2+XRhLfCfkbFEF/2O5vGI2hcUbyPNHV+nz342FbJXw==',
  ],
]);

/**
 * The path of a Node 24: the one that runs this, or else one that is installed once below `.data`, outside the lock file.
 * @param {string} root
 * @param {string} [integrity] the hash of the package; npm refuses another one
 * @returns {Promise<string>}
 * @throws {Refusal} when npm has none for this platform, serves something else, or on a stop request
 */
export async function findNode24(root, integrity = packages.get(`${process.platform}-${process.arch}`)) {
  if (process.version.startsWith('v24.')) {
    return process.execPath;
  }
  if (integrity === undefined) {
    throw new Refusal(
      `npm has no Node ${node24} for ${process.platform}-${process.arch}. Install Node 24 and run this command with it.`,
    );
  }
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(root, '.data/node', node24);
  const program = path.join(folder, 'node_modules', name, 'bin/node');
  await untilStopRequested((signal) =>
    alone({ root, name: 'node', signal }, async () => {
      if (!isGood(program)) {
        writeProject(folder, name, integrity);
        await progressWhile(`installing Node ${node24} in ${folder}`, npm(folder, ['ci'], signal));
      }
    }),
  );
  if (!isGood(program)) {
    throw new Refusal(`${program} is not Node ${node24}. Delete ${folder} and try again.`);
  }
  return program;
}

/** @param {string} program */
function isGood(program) {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8' }).trim() === `v${node24}`;
  } catch {
    return false;
  }
}

/**
 * A project whose lock file has the hash, so that npm checks it.
 * @param {string} folder
 * @param {string} name
 * @param {string} integrity
 */
function writeProject(folder, name, integrity) {
  const dependencies = { [name]: node24 };
  const lock = {
    lockfileVersion: 3,
    packages: { '': { dependencies }, [`node_modules/${name}`]: { version: node24, integrity } },
  };
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
}
