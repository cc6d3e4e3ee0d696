// @ts-check
// `npm run test:recovery`: loses databases, a primary and nodes of a RabbitMQ cluster under load, and recovers them.
//   npm run test:recovery -- --rounds 5
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from '../terminal/progress.mjs';
import { run as runTests } from './test.mjs';

const suites = [
  'tools/servers/backups.system.spec.ts',
  'libs/messaging/test/feed-timelines.spec.ts',
  'test/restored-databases.spec.ts',
  'test/finance-rebuild.spec.ts',
  'test/standby-promoted-under-load.alone.spec.ts',
  'test/broker-cluster.alone.spec.ts',
];

/** @typedef {import('../../test/support/recovery-report.js').Recovery} Recovery */

/**
 * Runs the suites `--rounds` times, until one fails, and prints a line for each loss; the last line says what they showed.
 * Returns the exit code.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const rounds = roundsOf(args);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-recovery-'));
  const report = path.join(folder, 'report');
  fs.writeFileSync(report, '');
  process.env['RECOVERY_REPORT'] = report;
  try {
    let [played, code] = [0, 0];
    while (played < rounds && code === 0) {
      code = await runTests(root, suites);
      played += 1;
    }
    const recoveries = fs
      .readFileSync(report, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => /** @type {Recovery} */ (JSON.parse(line)));
    recoveries.forEach((recovery) => console.log(lineOf(recovery)));
    console.log(
      code === 0 ? summaryOf(recoveries, played) : `FAILED in round ${played}: see the failed tests above`,
    );
    return code;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Recovery} recovery */
const lineOf = ({ what, acknowledged, found, pauseMilliseconds }) =>
  `${what}: ${found} of ${acknowledged} acknowledged writes found, ${seconds(pauseMilliseconds)} of pause`;

/** @param {readonly Recovery[]} recoveries @param {number} rounds */
function summaryOf(recoveries, rounds) {
  const kinds = [...new Set(recoveries.map(({ what }) => what))].map((what) => {
    const own = recoveries.filter((recovery) => recovery.what === what);
    return `${own.length} x ${what} (${seconds(Math.max(...own.map((each) => each.pauseMilliseconds)))} at most)`;
  });
  const sum = (/** @type {'acknowledged' | 'found'} */ key) =>
    recoveries.reduce((total, recovery) => total + recovery[key], 0);
  const played = rounds === 1 ? '1 round' : `${rounds} rounds`;
  const found = `${sum('found')} of ${sum('acknowledged')} acknowledged writes found, none twice`;
  return `${played}: ${kinds.join(', ')}; ${found}`;
}

/** @param {number} milliseconds */
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** @param {string[]} args */
function roundsOf(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '1' } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Refusal('usage: npm run test:recovery -- [--rounds N]');
  }
  return rounds;
}
