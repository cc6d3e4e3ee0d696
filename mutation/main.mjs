// @ts-check
// Changes the code in small ways, one at a time, and checks that a test notices each change.
//   npm run test:mutation                                    all areas: hours
//   npm run test:mutation -- guards ledger                   some of them
//   npm run test:mutation -- ledger --mutate 'apps/**/price.ts'   some files of one
//   npm run test:mutation -- guards --tests 'libs/identity/src/access/*.spec.ts'   noticed by some suites alone
//   npm run test:mutation -- ledger --again                  also those whose code and tests have not changed
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { areas } from './areas.mjs';
import { explanations } from './survivors.mjs';
import { startPostgres } from '../tools/servers/postgres.mjs';
import { Refusal } from '../tools/terminal/progress.mjs';
import { aborted, untilStopRequested } from '../tools/terminal/stopping.mjs';

/** The percentage of mutants that tests must notice. */
const goal = 85;

/**
 * @typedef {import('@stryker-mutator/core').MutantResult} Mutant
 *
 * @typedef {object} Score
 * @property {string} area
 * @property {number} noticed by a failed test or a timeout
 * @property {number} undetected survived, or no test runs them
 * @property {Mutant[]} unexplained those of the undetected that `survivors.mjs` does not explain
 */

/**
 * Tests the mutants of the named areas, or of all. The last line has the score of each. Returns 1 when one is below the
 * goal.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const options = optionsOf(args);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-mutation-'));
  // PostgreSQL may run as another account, which needs to enter this folder.
  fs.chmodSync(folder, 0o755);
  const postgres = await startPostgres({ directory: path.join(folder, 'postgres'), fast: true });
  /** @type {Score[]} */
  const scores = [];
  try {
    await untilStopRequested((signal) =>
      Promise.race([testAll(root, options, { folder, postgres, scores }), stopped(signal)]),
    );
  } finally {
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  for (const { area, unexplained } of scores) {
    unexplained.forEach((mutant) =>
      console.log(`${area}: not noticed and not explained: ${lineOf(root, mutant)}`),
    );
  }
  console.log(scores.map(scoreInWords).join('; '));
  return scores.every((score) => percentageOf(score) >= goal) ? 0 : 1;
}

/**
 * Tests the mutants of each area and adds its score.
 * @param {string} root
 * @param {ReturnType<typeof optionsOf>} options
 * @param {{ folder: string, postgres: import('../tools/servers/postgres.mjs').Postgres, scores: Score[] }} run
 */
async function testAll(root, options, { folder, postgres, scores }) {
  for (const area of options.areas) {
    Object.assign(process.env, {
      MUTATION_DATABASE_URL: postgres.url('postgres'),
      MUTATION_RUN: randomBytes(4).toString('hex'),
      MUTATION_TESTS: (options.tests ?? areas[area]?.tests ?? []).join(';'),
      MUTATION_TEST_SECONDS: areas[area]?.testSeconds,
      TMPDIR: folder,
    });
    const mutants = await new Stryker(settings(root, area, options)).runMutationTest();
    scores.push(scoreOf(area, mutants));
  }
}

/**
 * Rejects on a stop request.
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
const stopped = (signal) =>
  aborted(signal).then(() => {
    throw new Refusal('stopped');
  });

/**
 * @param {string} root
 * @param {string} area
 * @param {ReturnType<typeof optionsOf>} options
 */
const settings = (root, area, { mutate, again, concurrency }) => ({
  mutate: mutate ?? areas[area]?.mutate ?? [],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // Emptied SQL and texts of log lines say nothing about the tests; see docs/adr/0076.
  mutator: { excludedMutations: ['StringLiteral'] },
  concurrency,
  // On a busy machine a slow test must not pass for a mutant that hangs; one that does fails its test first.
  timeoutMS: 90_000,
  timeoutFactor: 2,
  dryRunTimeoutMinutes: 30,
  disableTypeChecks: false,
  tempDirName: path.join(root, '.data/mutation/sandbox'),
  ignorePatterns: ['.data', 'dist', 'apps/web', 'bench', 'docs'],
  incremental: true,
  incrementalFile: `.data/mutation/${area}.json`,
  force: again,
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: `.data/mutation/${area}-report.json` },
  allowConsoleColors: false,
});

/** @type {(area: string, mutants: readonly Mutant[]) => Score} */
const scoreOf = (area, mutants) => {
  const undetected = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  return {
    area,
    noticed: mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length,
    undetected: undetected.length,
    unexplained: undetected.filter((mutant) => !isExplained(mutant)),
  };
};

/** @param {Score} score */
const percentageOf = ({ noticed, undetected }) => (100 * noticed) / Math.max(1, noticed + undetected);

/** @param {Score} score */
const scoreInWords = (score) =>
  `${score.area}: ${score.noticed} of ${score.noticed + score.undetected} mutants noticed ` +
  `(${percentageOf(score).toFixed(1)} %), ${score.undetected - score.unexplained.length} explained`;

/** @param {Mutant} mutant */
const isExplained = ({ fileName, location, mutatorName, replacement }) =>
  explanations.some(
    ({ file, line, mutator, instead }) =>
      fileName.endsWith(file) &&
      sourceLine(fileName, location.start.line).includes(line) &&
      mutatorName === mutator &&
      (instead === undefined || replacement === instead),
  );

/** @param {string} file @param {number} line counted from 1 */
const sourceLine = (file, line) => fs.readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';

/** @param {string} root @param {Mutant} mutant */
const lineOf = (root, { fileName, location, mutatorName, replacement, status }) =>
  `${path.relative(root, fileName)}:${location.start.line} ${mutatorName} ${status} ` +
  `\`${sourceLine(fileName, location.start.line).trim()}\` -> \`${replacement?.replaceAll(/\s+/g, ' ').slice(0, 100)}\``;

/** @param {string[]} args */
function optionsOf(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      mutate: { type: 'string', multiple: true },
      tests: { type: 'string', multiple: true },
      again: { type: 'boolean', default: false },
      concurrency: { type: 'string', default: '1' },
    },
  });
  const unknown = positionals.find((name) => !Object.hasOwn(areas, name));
  if (unknown !== undefined) {
    throw new Refusal(`There is no area ${unknown}. The areas are ${Object.keys(areas).join(', ')}.`);
  }
  return {
    ...values,
    areas: positionals.length > 0 ? positionals : Object.keys(areas),
    concurrency: Number(values.concurrency),
  };
}
