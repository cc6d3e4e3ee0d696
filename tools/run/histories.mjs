// @ts-check
// `npm run test:histories`: plays random histories on a real PostgreSQL and compares each with plain code.
//   npm run test:histories -- --histories 10000 --seed 7    a campaign
//   npm run test:histories -- --about days --seed 7         only those about closed days
//   ... --path 12:0:3                                       only the history that a failure named
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from '../terminal/progress.mjs';
import { run as runTests } from './test.mjs';

/** The suite of the histories about each subject. @type {Record<string, string>} */
const suites = {
  ledger: 'apps/finance/test/ledger-histories.spec.ts',
  days: 'apps/finance/test/day-histories.spec.ts',
  tasks: 'apps/tasks/test/task-histories.spec.ts',
  outbox: 'libs/messaging/test/outbox-histories.spec.ts',
  feed: 'libs/messaging/test/feed-histories.spec.ts',
};

/**
 * What the histories about one subject showed.
 * @typedef {{ about: string, histories: number, operations: number, seconds: number, seed: number }} Played
 */

/**
 * Plays histories. The last line says how many and whether all ended as they must. Returns the exit code.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const { about, histories, seed, path: replayed } = optionsOf(args);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-histories-'));
  const report = path.join(folder, 'report');
  fs.writeFileSync(report, '');
  Object.assign(process.env, {
    HISTORIES: String(histories),
    HISTORIES_SEED: String(seed),
    HISTORIES_REPORT: report,
    ...(replayed === undefined ? {} : { HISTORIES_PATH: replayed }),
  });
  try {
    const code = await runTests(
      root,
      about.map((name) => suites[name] ?? ''),
    );
    const played = fs
      .readFileSync(report, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => /** @type {Played} */ (JSON.parse(line)));
    const isGood = code === 0 && played.length === about.length;
    console.log(isGood ? lineOf(played, seed) : `FAILED: see the smallest history above. Seed ${seed}`);
    return isGood ? 0 : 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Played[]} played @param {number} seed */
function lineOf(played, seed) {
  const sum = (/** @type {(one: Played) => number} */ of) =>
    played.reduce((total, one) => total + of(one), 0);
  const parts = played.map(({ about, histories, seconds }) => `${histories} ${about} in ${seconds} s`);
  return (
    `${sum(({ histories }) => histories)} histories with ${sum(({ operations }) => operations)} operations agree with ` +
    `plain code (${parts.join(', ')}); seed ${seed}`
  );
}

/** @param {string[]} args */
function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      about: { type: 'string', multiple: true, default: Object.keys(suites) },
      histories: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      path: { type: 'string' },
    },
  });
  const unknown = values.about.find((name) => !Object.hasOwn(suites, name));
  const [histories, seed] = [Number(values.histories), Number(values.seed)];
  if (unknown !== undefined || !Number.isInteger(histories) || !Number.isInteger(seed) || histories < 1) {
    throw new Refusal(
      `usage: npm run test:histories -- [--histories N] [--seed S] [--about ${Object.keys(suites).join('|')}]... [--path P]`,
    );
  }
  return { ...values, histories, seed };
}
