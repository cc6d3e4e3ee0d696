// @ts-check
// `npm run bench -- <name>`: measures a performance goal on this machine.
import { Refusal } from '../terminal/progress.mjs';

/** @type {Record<string, () => Promise<{ run: (root: string, args: string[]) => Promise<number> }>>} */
const benches = {
  idle: () => import('./idle.mjs'),
  start: () => import('./start.mjs'),
};

/**
 * Runs the benchmark named by the first argument. Returns its exit code: 1 when a goal was missed.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, [name = '', ...args]) {
  const bench = benches[name];
  if (!bench) {
    throw new Refusal(`usage: npm run bench -- ${Object.keys(benches).join('|')}`);
  }
  const { run: measure } = await bench();
  return measure(root, args);
}
