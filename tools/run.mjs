// @ts-check
// `npm start`, `npm test`, `npm run check`, `npm run demo`. Works as the first command in a fresh clone: what stands in
// this file and in what it imports at the top needs nothing but Node, and an old Node gets as far as being told so.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, requireNode } from './packages.mjs';
import { Refusal } from './progress.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @type {Record<string, () => Promise<{ run: (root: string, args: string[]) => Promise<number> }>>} */
const commands = {
  start: () => import('./start.mjs'),
  test: () => import('./test.mjs'),
  check: () => import('./check.mjs'),
  demo: () => import('./demo.mjs'),
};

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command) {
    throw new Refusal(`usage: node tools/run.mjs ${Object.keys(commands).join('|')}`);
  }
  requireNode();
  await installPackages(root);
  const { run } = await command();
  process.exitCode = await run(root, args);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Refusal ? `\n${error.message}` : error);
  process.exit(1);
}
