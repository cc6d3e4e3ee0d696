// @ts-check
// `npm run test:timing`: measures whether the times of answers tell people apart.
//   npm run test:timing -- --rounds 300
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from '../terminal/progress.mjs';
import { run as runTests } from './test.mjs';

const suite = 'apps/auth/test/answer-times.spec.ts';

/**
 * How the times of answers about people of one kind compare with those about addresses that no one has.
 * @typedef {object} Compared
 * @property {string} question
 * @property {string} kind
 * @property {[number, number]} medians in milliseconds
 * @property {number} probability that an answer takes longer than one about an unknown address
 * @property {number} deviations from 0.5, in standard errors
 */

/**
 * Measures, and prints a line for each question and kind of person; the last line says what they showed. Returns the
 * exit code.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const rounds = roundsOf(args);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-timing-'));
  const report = path.join(folder, 'report');
  fs.writeFileSync(report, '');
  Object.assign(process.env, { TIMING_ROUNDS: String(rounds), TIMING_REPORT: report });
  try {
    const code = await runTests(root, [suite]);
    const compared = fs
      .readFileSync(report, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => /** @type {Compared} */ (JSON.parse(line)));
    compared.forEach((one) => console.log(lineOf(one)));
    const largest = Math.max(...compared.map(({ probability }) => Math.abs(probability - 0.5)));
    console.log(
      code === 0 && compared.length > 0
        ? `${compared.length} comparisons of ${rounds} answers each tell no one apart: a guess from one time is right ` +
            `in ${percent(0.5 + largest)} of cases at most`
        : 'FAILED: some times tell people apart, see above',
    );
    return code;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Compared} compared */
function lineOf({ question, kind, medians, probability, deviations }) {
  const [known, unknown] = medians.map((milliseconds) => `${milliseconds.toFixed(2)} ms`);
  return (
    `${question}, ${kind}: median ${known}, unknown ${unknown}; longer in ${percent(probability)} of pairs, ` +
    `${deviations.toFixed(1)} standard errors from half`
  );
}

/** @param {number} part */
const percent = (part) => `${(part * 100).toFixed(1)}%`;

/** @param {string[]} args */
function roundsOf(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '200' } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Refusal('usage: npm run test:timing -- [--rounds N]');
  }
  return rounds;
}
