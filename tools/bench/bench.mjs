// @ts-check
// `npm run bench`: measures performance goals on this machine.
import { installPackages } from '../build/packages.mjs';

/** @type {Record<string, () => Promise<{ run: (root: string, args: string[]) => Promise<number> }>>} */
const benches = {
  idle: () => import('./idle.mjs'),
  start: () => import('./start.mjs'),
};

/**
 * Runs the benchmark named by the first argument, or else the goals that bench/ measures beside references. Returns its
 * exit code: 1 when a goal was missed.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const [name = '', ...rest] = args;
  const bench = benches[name];
  if (bench) {
    return (await bench()).run(root, rest);
  }
  await installPackages(root, 'bench');
  const beside = await import('../../bench/main.mjs');
  return beside.run(root, args);
}
