// @ts-check
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const slowestShown = 10;
const indent = ' '.repeat(9);
const mostLines = 12;
const longestLine = 300;

/** @typedef {import('vitest/node').TestModule} TestModule */
/**
 * @typedef {object} LaneOutcome
 * @property {string} name
 * @property {number} seconds from the start of its first suite to the end of its last
 * @property {TestModule[]} testModules
 * @property {unknown[]} unhandledErrors
 */

/**
 * Summarizes a test run: the failed tests, where the time went, and how many passed. The last line is
 * `N passed, N failed`, with `, N skipped` where there are any.
 * @param {string} root
 * @param {LaneOutcome[]} outcomes
 * @returns {{ lines: string[], isGood: boolean }}
 */
export function report(root, outcomes) {
  const counts = outcomes.map(countsOf);
  const passed = sum(counts.map((count) => count.passed));
  const failed = sum(counts.map((count) => count.failed));
  const skipped = sum(counts.map((count) => count.skipped));
  const lines = [
    ...outcomes.flatMap((outcome) => failures(root, outcome)),
    '',
    'Slowest suites',
    ...slowest(root, outcomes),
    '',
    `Lanes, on Node ${process.version}`,
    ...outcomes.map(
      ({ name, seconds, testModules }, index) =>
        `${seconds.toFixed(1).padStart(8)} s  ${name.padEnd(8)} ${counts[index]?.passed} passed, ${counts[index]?.failed} failed in ${testModules.length} suites`,
    ),
    '',
    `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  ];
  return { lines, isGood: failed === 0 && passed > 0 };
}

/** @param {LaneOutcome} outcome */
function countsOf({ testModules, unhandledErrors }) {
  const states = testModules.flatMap((module) =>
    [...module.children.allTests()].map((test) => test.result().state),
  );
  const count = (/** @type {string} */ state) => states.filter((each) => each === state).length;
  // A suite can fail without a failed test: when it does not load, or a hook throws.
  const withoutTest = testModules.filter((module) => !module.ok() && !hasFailedTest(module)).length;
  return {
    passed: count('passed'),
    failed: count('failed') + withoutTest + unhandledErrors.length,
    skipped: count('skipped'),
  };
}

/** @param {TestModule} module */
const hasFailedTest = (module) =>
  [...module.children.allTests()].some((test) => test.result().state === 'failed');

/** @param {string} root @param {LaneOutcome} outcome */
function failures(root, { name, testModules, unhandledErrors }) {
  const lines = testModules.flatMap((module) => {
    const tests = [...module.children.allTests()].filter((test) => test.result().state === 'failed');
    const failed = tests.map((test) => ({ of: test.fullName, errors: test.result().errors ?? [] }));
    if (failed.length === 0 && !module.ok()) {
      const errors = [
        ...module.errors(),
        ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
      ];
      failed.push({ of: '(the suite itself: it did not load, or one of its hooks threw)', errors });
    }
    return failed.map(({ of, errors }) =>
      [
        `FAILED ${name}: ${of}`,
        `${indent}${placeOf(root, module)}${lineOf(module, errors)}`,
        ...errors.flatMap(linesOf),
      ].join('\n'),
    );
  });
  return [...lines, ...unhandledErrors.map((error) => `FAILED ${name}: unhandled error: ${textOf(error)}`)];
}

/**
 * `:line` of the suite, where the first error with a known place comes from.
 * @param {TestModule} module
 * @param {readonly import('vitest').TestError[]} errors
 */
function lineOf({ moduleId }, errors) {
  const stacks = errors.flatMap(({ stacks: frames }) => frames ?? []);
  const frame = stacks.find(({ file }) => file === moduleId);
  return frame ? `:${frame.line}` : '';
}

/**
 * What an error says, why, and how what a test received differs from what it expected: the log of a test run may be cut
 * to its end.
 * @param {import('vitest').TestError} error
 */
function linesOf({ message, cause, diff }) {
  const reason = cause === undefined ? '' : `because: ${textOf(cause)}`;
  const lines = stripVTControlCharacters([message, reason, diff ?? ''].join('\n')).split('\n');
  const shown = lines.filter((line) => line.trim() !== '').map((line) => indent + line.slice(0, longestLine));
  return shown.length > mostLines ? [...shown.slice(0, mostLines), `${indent}…`] : shown;
}

/** @param {unknown} error */
const textOf = (error) =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

/** @param {string} root @param {LaneOutcome[]} outcomes */
function slowest(root, outcomes) {
  return outcomes
    .flatMap(({ testModules }) => testModules)
    .map((module) => ({ module, seconds: secondsOf(module) }))
    .sort((left, right) => right.seconds - left.seconds)
    .slice(0, slowestShown)
    .map(({ module, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${placeOf(root, module)}`);
}

/** The total time of a suite: loading, hooks and tests. @param {TestModule} module */
function secondsOf(module) {
  const { collectDuration, setupDuration, prepareDuration, duration } = module.diagnostic();
  return (collectDuration + setupDuration + prepareDuration + duration) / 1000;
}

/** @param {string} root @param {TestModule} module */
const placeOf = (root, module) => path.relative(root, module.moduleId);

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
