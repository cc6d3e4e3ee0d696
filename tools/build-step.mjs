// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { alone } from './checkout-lock.mjs';
import { progress, progressWhile, Refusal } from './progress.mjs';

/**
 * @typedef {object} BuildStep
 * @property {string} name what is built, as people call it: "the services"
 * @property {'services' | 'web-ui'} lock held while it is built
 * @property {string} stamp the file that holds the version of the sources of the last complete build
 * @property {string} version of the sources now
 * @property {string[]} command a program for Node, with its arguments
 */

/**
 * Builds something in a process of its own, whose memory ends with it, unless the last build was of the same sources.
 * @param {string} root
 * @param {BuildStep} step
 * @param {AbortSignal} [signal] gives up and ends the process
 * @throws {Refusal} with the output of the build when it fails
 */
export async function buildStep(root, step, signal) {
  if (!isBuilt(step)) {
    // Another command may have built it while we waited for it.
    await alone({ root, name: step.lock, signal }, async () => isBuilt(step) || build(root, step, signal));
  }
}

/** @param {BuildStep} step */
const isBuilt = ({ stamp, version }) => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === version;

/**
 * @param {string} root
 * @param {BuildStep} step
 * @param {AbortSignal | undefined} signal
 */
async function build(root, { name, stamp, version, command }, signal) {
  // Half a build must not pass for the last one.
  fs.rmSync(stamp, { force: true });
  await progressWhile(`building ${name}`, run(root, name, command, signal));
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, version);
  progress(`built ${name}`);
}

/**
 * @param {string} root
 * @param {string} name
 * @param {string[]} command
 * @param {AbortSignal | undefined} signal
 */
async function run(root, name, command, signal) {
  const child = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Whatever the caller has: a test runner sets `test`, and Vite would bundle React's development build.
    env: { ...process.env, NODE_ENV: 'production' },
    signal,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) {
    throw new Refusal(`Building ${name} failed:\n${output}`);
  }
}
