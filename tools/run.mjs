// @ts-check
// Runs `npm start`, `npm test`, `npm run check`, `npm run demo`, `npm run bench` and the campaigns of tests. Works as the
// first command in a fresh clone: this file and its static imports need nothing but Node, and parse even on a Node that is
// too old, so that they can say so.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, requireNode } from './build/packages.mjs';
import { Refusal } from './terminal/progress.mjs';
import { unusablePath } from './run/unusable-path.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @typedef {object} Command
 * @property {import('./build/packages.mjs').PackageSet} packages the packages it needs
 * @property {(root: string) => Promise<void>} [require] checks prerequisites before packages are installed
 * @property {() => Promise<{ run: (root: string, args: string[]) => Promise<number> }>} load
 */

/** @type {Record<string, Command>} */
const commands = {
  start: {
    packages: 'start',
    require: async (root) => (await import('./run/start-settings.mjs')).requireStartable(root),
    load: () => import('./run/start.mjs'),
  },
  demo: { packages: 'start', load: () => import('./demo/demo.mjs') },
  bench: { packages: 'start', load: () => import('./bench/bench.mjs') },
  test: { packages: 'all', load: () => import('./run/test.mjs') },
  node24: { packages: 'all', load: () => import('./run/node24.mjs') },
  histories: { packages: 'all', load: () => import('./run/histories.mjs') },
  mutation: { packages: 'mutation', load: () => import('../mutation/main.mjs') },
  faults: { packages: 'all', load: () => import('./run/faults.mjs') },
  fuzz: { packages: 'all', load: () => import('./run/fuzz.mjs') },
  recovery: { packages: 'all', load: () => import('./run/recovery.mjs') },
  timing: { packages: 'all', load: () => import('./run/timing.mjs') },
  check: { packages: 'all', load: () => import('./checks/check.mjs') },
};

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command) {
    throw new Refusal(`usage: node tools/run.mjs ${Object.keys(commands).join('|')}`);
  }
  requireNode();
  await command.require?.(root);
  await installPackages(root, command.packages);
  const { run } = await command.load();
  process.exitCode = await run(root, args);
}

try {
  await main();
} catch (error) {
  const words = error instanceof Refusal ? error.message : unusablePath(root, error);
  console.error(words === undefined ? error : `\n${words}`);
  process.exit(1);
}
