// @ts-check
// Measures the services beside references, each pair in turns in one run.
//   npm run bench                     all goals, within half an hour
//   npm run bench -- P6 P7            some of them
//   npm run bench -- --quick          everything in about three minutes; its figures only show that it works
//   npm run bench -- P6 --profile     also prints where our time goes
import { parseArgs } from 'node:util';
import { buildReferences } from './build-references.mjs';
import { aborted, progress, Refusal, untilStopRequested } from './from-tools.mjs';
import { goals } from './goals/index.mjs';
import { machineInWords, printRows, saveResult, writePage } from './report.mjs';
import { Machine, RunningServices } from './system.mjs';

/**
 * @typedef {object} Context what a goal is measured with
 * @property {Machine} machine
 * @property {RunningServices} running
 * @property {string} built the folder of the built references
 * @property {import('./seeds.mjs').Sizes} sizes of the seeded databases
 * @property {boolean} isQuick
 * @property {number} rounds that count
 * @property {number} seconds of each round
 * @property {number | undefined} size what --size says; each goal documents what it changes
 *
 * @typedef {object} Goal
 * @property {string} name
 * @property {string} title
 * @property {'rabbitmq' | 'feed'} transport of our services
 * @property {boolean} [onlyByName] not part of the run of all goals
 * @property {Record<string, string>} [environment] of our services
 * @property {(context: Context) => Promise<import('./harness.mjs').Row[]>} measure
 */

/**
 * Prints a table for each goal, saves its figures, and puts them into docs/performance.md unless the run is quick.
 * Returns exit code 1 when a goal is missed.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const options = optionsOf(args);
  const sizes = options.isQuick
    ? { people: 1000, tasks: options.tasks ?? 5000 }
    : { people: 5000, tasks: options.tasks ?? 20_000 };
  const built = await buildReferences(root);
  const machine = await Machine.start(root, { sizes, profile: options.profile });
  try {
    progress(machineInWords());
    const work = measureAll({ ...options, machine, built, sizes });
    const isMet = await untilStopRequested((signal) => Promise.race([work, stopped(signal), failed()]));
    if (!options.isQuick && !options.profile) {
      await writePage(root, options.goals);
    }
    return isMet ? 0 : 1;
  } finally {
    await machine.stop();
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
 * Rejects when something fails that no one waits for, so that even then everything is stopped.
 * @returns {Promise<never>}
 */
const failed = () => new Promise((_resolve, reject) => process.once('unhandledRejection', reject));

/** @param {string[]} args */
function optionsOf(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        tasks: { type: 'string' },
        size: { type: 'string' },
      },
    });
    const isQuick = values.quick;
    return {
      goals: goalsNamed(positionals),
      isQuick,
      profile: values.profile,
      rounds: numberOf(values.rounds) ?? (isQuick || values.profile ? 1 : 4),
      seconds: numberOf(values.seconds) ?? (isQuick ? 1 : 4),
      tasks: numberOf(values.tasks),
      size: numberOf(values.size),
    };
  } catch (error) {
    throw new Refusal(
      `${error instanceof Error ? error.message : String(error)}\nusage: npm run bench -- [${goals.map(({ name }) => name).join('|')} ...] [--quick] [--profile] [--rounds N] [--seconds N] [--tasks N] [--size N]`,
    );
  }
}

/** @param {string[]} wanted */
function goalsNamed(wanted) {
  const unknown = wanted.find((name) => !goals.some((goal) => goal.name === name.toUpperCase()));
  if (unknown !== undefined) {
    throw new Error(`There is no goal ${unknown}.`);
  }
  return wanted.length === 0
    ? goals.filter(({ onlyByName }) => !onlyByName)
    : goals.filter(({ name }) => wanted.some((word) => word.toUpperCase() === name));
}

/** @param {string | undefined} text */
function numberOf(text) {
  if (text === undefined) {
    return undefined;
  }
  const number = Number(text.replaceAll('_', ''));
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`${text} is not a positive whole number.`);
  }
  return number;
}

/** @param {Omit<Context, 'running'> & { goals: Goal[] }} options */
async function measureAll({ goals: wanted, ...options }) {
  let isMet = true;
  for (const goal of wanted) {
    const rows = await measureGoal(goal, options);
    printRows(goal, rows);
    saveResult(options.machine.root, goal, { isQuick: options.isQuick, rows });
    isMet &&= rows.every((row) => row.isMet !== false);
  }
  return isMet;
}

/**
 * @param {Goal} goal
 * @param {Omit<Context, 'running'>} options
 */
async function measureGoal({ name, title, transport, environment = {}, measure }, options) {
  progress(`${name}: ${title}`);
  const running = await RunningServices.start(options.machine, { transport, environment });
  try {
    return await measure({ ...options, running });
  } finally {
    await running.stop();
  }
}
