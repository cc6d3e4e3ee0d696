// @ts-check
// `npm run test:fuzz`: the campaigns of test/fuzz in any size, with a seed. `npm test` runs a share of each.
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from '../terminal/progress.mjs';
import { run as runTests } from './test.mjs';

const usage = 'usage: npm run test:fuzz -- [--requests 100000] [--messages 200000] [--seed 1]';

/**
 * @param {string | undefined} text
 * @returns {number | undefined}
 */
function countOf(text) {
  if (text !== undefined && !/^[1-9]\d{0,8}$/.test(text)) {
    throw new Refusal(usage);
  }
  return text === undefined ? undefined : Number(text);
}

/** @param {string[]} args */
function parsed(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  try {
    return parseArgs({ args, options: { requests: text, messages: text, seed: text } }).values;
  } catch {
    throw new Refusal(usage);
  }
}

/**
 * Runs the campaigns that `args` give a size, and returns the exit code. The last line says what they showed.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const values = parsed(args);
  const sizes = { requests: countOf(values.requests), messages: countOf(values.messages) };
  const seed = countOf(values.seed) ?? randomInt(1, 2 ** 31);
  const wanted = Object.entries(sizes).filter(([, size]) => size !== undefined);
  if (wanted.length === 0) {
    throw new Refusal(usage);
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-fuzz-'));
  const report = path.join(folder, 'report');
  process.env['FUZZ_REPORT'] = report;
  process.env['FUZZ_SEED'] = String(seed);
  for (const [name, size] of wanted) {
    process.env[`FUZZ_${name.toUpperCase()}`] = String(size);
  }
  try {
    const code = await runTests(
      root,
      wanted.map(([name]) => `test/fuzz/${name}.spec.ts`),
    );
    const lines = fs.existsSync(report) ? fs.readFileSync(report, 'utf8').trim().split('\n') : [];
    const command = [
      'npm run test:fuzz --',
      ...wanted.map(([name, size]) => `--${name} ${size}`),
      `--seed ${seed}`,
    ];
    console.log([code === 0 ? 'fuzzing found nothing' : 'FAILED', ...lines, command.join(' ')].join('; '));
    return code;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
