// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { runProgram } from '../processes/child-processes.mjs';
import { progress, progressWhile, Refusal } from '../terminal/progress.mjs';
import { alone } from './checkout-lock.mjs';

/**
 * @typedef {object} BuildStep
 * @property {string} name what is built, for messages: "the services"
 * @property {'services' | 'api-clients' | 'web-ui'} lock held while building
 * @property {string} stamp the file that stores the source version of the last complete build
 * @property {string} version of the current sources
 * @property {string[]} command a program for Node, with its arguments
 */

/**
 * Builds something in a child process, which frees its memory on exit, unless the last build had the same sources.
 * @param {string} root
 * @param {BuildStep} step
 * @param {AbortSignal} [signal] cancels the build and kills its process
 * @throws {Refusal} with the output of the build when it fails
 */
export async function buildStep(root, step, signal) {
  if (!isBuilt(step)) {
    // Another command may have built it while we waited for the lock.
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
  // An interrupted build must not count as complete.
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
  // Overrides the caller's value: a test runner sets `test`, and Vite would then bundle React's development build.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { code, output } = await runProgram(root, command, { env, signal });
  if (code !== 0) {
    throw new Refusal(`Building ${name} failed:\n${output}`);
  }
}
