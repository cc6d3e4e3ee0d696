// @ts-check
// `npm run test:faults`: fault runs with the seeds and the number asked for. The last line says what they showed.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from '../terminal/progress.mjs';
import { run as runTests } from './test.mjs';

const suite = 'test/faults/fault-runs.alone.spec.ts';

/** @param {string} name @param {string} value */
function wholeNumber(name, value) {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) {
    throw new Refusal(`--${name} must be a whole number`);
  }
  return String(number);
}

/**
 * Plays `--runs` fault runs, the first with `--seed`; none begins after `--minutes`. `--systems` play at the same
 * time; `--only` limits the faults to some kinds. Returns the exit code: 1 when a run ended with a difference.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      systems: { type: 'string', default: '1' },
      only: { type: 'string' },
    },
  });
  const report = path.join(root, '.data', 'faults', 'report.txt');
  fs.mkdirSync(path.dirname(report), { recursive: true });
  fs.writeFileSync(report, '');
  Object.assign(process.env, {
    ATES_FAULTS_RUNS: wholeNumber('runs', values.runs),
    ATES_FAULTS_SEED: wholeNumber('seed', values.seed),
    ATES_FAULTS_SYSTEMS: wholeNumber('systems', values.systems),
    ATES_FAULTS_REPORT: report,
    ...(values.minutes === undefined ? {} : { ATES_FAULTS_MINUTES: wholeNumber('minutes', values.minutes) }),
    ...(values.only === undefined ? {} : { ATES_FAULTS_ONLY: values.only }),
  });
  const stopFollowing = follow(report);
  const code = await runTests(root, [suite]);
  stopFollowing();
  console.log(fs.readFileSync(report, 'utf8').trimEnd().split('\n').at(-1));
  return code;
}

const followMilliseconds = 500;

/**
 * Prints what is appended to a file.
 * @param {string} file
 */
function follow(file) {
  let printed = 0;
  const print = () => {
    const content = fs.readFileSync(file);
    process.stdout.write(content.subarray(printed));
    printed = content.length;
  };
  const timer = setInterval(print, followMilliseconds);
  return () => {
    clearInterval(timer);
    print();
  };
}
