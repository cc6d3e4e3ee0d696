// @ts-check
// `npm run bench -- <name>`: measures one promise of the product on this machine.
import { Refusal } from './progress.mjs';

/** @type {Record<string, () => Promise<{ run: (root: string, args: string[]) => Promise<number> }>>} */
const benches = {
  idle: () => import('./bench-idle.mjs'),
  start: () => import('./bench-start.mjs'),
};

/**
 * Runs the bench that the first argument names. Answers its exit code: 1 when a goal was missed.
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
