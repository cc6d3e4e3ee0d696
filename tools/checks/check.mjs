// @ts-check
// `npm run check`: all static checks, in seconds.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { buildApiClients } from '../build/build-api-clients.mjs';
import { runProgram } from '../processes/child-processes.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string[]} command a Node program with its arguments
 * @property {boolean} [needsBuild] reads the built services or the API clients generated from them
 *
 * @typedef {{ name: string, isGood: boolean, seconds: string, output: string }} Outcome
 */

/** @param {string} root @param {string} file */
const program = (root, file) => path.join(root, 'node_modules', file);

/**
 * Slowest first, so that no slow check runs alone at the end.
 * @param {string} root
 * @returns {Check[]}
 */
const checks = (root) => [
  {
    name: 'format',
    command: [
      program(root, 'prettier/bin/prettier.cjs'),
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-strategy=content',
      '--cache-location=node_modules/.cache/prettier/files',
      '.',
    ],
  },
  {
    // One run for both, since they need the same type information: of services, tests, tools, web UI and sign-in page.
    name: 'types and lint',
    command: [program(root, 'oxlint/bin/oxlint'), '--type-aware', '--type-check', '--deny-warnings'],
    needsBuild: true,
  },
  {
    name: 'dependency rules',
    command: [
      program(root, 'dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'apps',
      'libs',
      'test',
      'tools',
    ],
    needsBuild: true,
  },
  { name: 'event schemas', command: ['tools/checks/event-schemas.mjs'], needsBuild: true },
  { name: 'access rules', command: ['tools/checks/access.mjs'] },
  { name: 'package lock', command: ['tools/checks/package-lock.mjs'] },
  { name: 'plain English', command: ['tools/checks/plain-english.mjs'] },
  { name: 'Kubernetes manifests', command: ['tools/checks/kubernetes.mjs'] },
  { name: 'version', command: ['tools/checks/version.mjs'] },
  { name: 'licences', command: ['tools/checks/licences.mjs'] },
];

// Patterns that no linter rule covers. They are written so that they do not match this file.
const forbidden = [
  { what: 'a cast through unknown', pattern: '[a]s unknown as', files: ['*.ts', '*.tsx', '*.mjs'] },
  {
    what: 'a suppressed compiler error',
    pattern: '@[t]s-\\(ignore\\|nocheck\\|expect-error\\)',
    files: ['*.ts', '*.tsx', '*.mjs'],
  },
  {
    what: 'a skipped, focused or unwritten test',
    pattern: '\\b\\(it\\|test\\|describe\\)\\.\\([s]kip\\|[o]nly\\|[t]odo\\)',
    files: ['*.ts'],
  },
  {
    what: 'the host of a package registry, which ties clones to one network',
    pattern:
      '[r]egistry\\.\\(npmjs\\|yarnpkg\\|npmmirror\\)\\|[d]eb\\.debian\\|[p]ypi\\.org\\|"[r]esolved": *"http\\|^[r]egistry *=',
    files: ['.'],
  },
];

/**
 * @param {string} root
 * @param {Check} check
 * @returns {Promise<Outcome>}
 */
async function runCheck(root, check) {
  const startedAt = Date.now();
  const { code, output } = await runProgram(root, check.command);
  return { name: check.name, isGood: code === 0, seconds: secondsSince(startedAt), output };
}

/**
 * Builds the services, and the API clients from them, once for all checks that need them.
 * @param {string} root
 * @returns {Promise<Outcome>}
 */
async function build(root) {
  const startedAt = Date.now();
  const output = await buildApiClients(root).then(() => '', String);
  return {
    name: 'services and API clients',
    isGood: output === '',
    seconds: secondsSince(startedAt),
    output,
  };
}

/** @param {number} instant */
const secondsSince = (instant) => ((Date.now() - instant) / 1000).toFixed(1);

/**
 * The lines that match a pattern; empty when there are none. A failure of git counts as a finding.
 * @param {string} root
 * @param {typeof forbidden[number]} rule
 */
function occurrences(root, { what, pattern, files }) {
  const found = spawnSync('git', ['grep', '--untracked', '-nI', pattern, '--', ...files], {
    cwd: root,
    encoding: 'utf8',
  });
  if (found.status === 1) {
    return '';
  }
  return found.status === 0
    ? `${what}:\n${found.stdout}`
    : `git failed to search for ${what}: ${found.stderr || found.error}\n`;
}

/**
 * @param {string} root
 * @returns {Outcome}
 */
function forbiddenPatterns(root) {
  const startedAt = Date.now();
  const output = forbidden.map((rule) => occurrences(root, rule)).join('');
  return { name: 'forbidden patterns', isGood: output === '', seconds: secondsSince(startedAt), output };
}

/** @param {Outcome} outcome */
function report(outcome) {
  console.log(`${outcome.isGood ? 'ok    ' : 'FAILED'} ${outcome.name} (${outcome.seconds} s)`);
  if (!outcome.isGood) {
    console.log(outcome.output);
  }
}

/**
 * @param {string} root
 * @returns {Promise<number>} the exit code
 */
export async function run(root) {
  const startedAt = Date.now();
  /** @type {Outcome[]} */
  const outcomes = [];
  const add = (/** @type {Outcome} */ outcome) => {
    outcomes.push(outcome);
    report(outcome);
  };
  add(forbiddenPatterns(root));
  const built = build(root).then(add);
  const inTurn = pLimit(Math.max(2, os.availableParallelism()));
  const checked = checks(root).map((check) =>
    inTurn(async () => {
      await (check.needsBuild && built);
      add(await runCheck(root, check));
    }),
  );
  await Promise.all([built, ...checked]);
  const failed = outcomes.filter(({ isGood }) => !isGood).length;
  console.log(`checked in ${secondsSince(startedAt)} s`);
  console.log(`${outcomes.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
