// @ts-check
// Runs the lanes of `npm test` one after the other, each with what it needs: node tools/run/test-lanes.mjs [vitest
// arguments]. The last line is the number of passed and failed tests.
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createVitest, parseCLI } from 'vitest/node';
import { buildServices } from '../build/build-services.mjs';
import { buildWeb } from '../build/build-web.mjs';
import { findChromium } from '../servers/chromium.mjs';
import { startPostgres } from '../servers/postgres.mjs';
import { findPython } from '../servers/python.mjs';
import { progress, Refusal } from '../terminal/progress.mjs';
import { findRabbitMq } from '../servers/rabbitmq.mjs';
import { findRedis } from '../servers/redis.mjs';
import { report } from './test-report.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** What this machine can't run, and why. @returns {string[]} */
const skipped = () => [
  ...(findChromium() === undefined
    ? ['SKIPPED: the browser tests, because Chromium was not found. Install chromium, or set CHROMIUM_PATH.']
    : []),
  ...(findPython() === undefined
    ? [
        'SKIPPED: test/python-examples.spec.ts, because Python with pika was not found. Install python3-pika, or set PYTHON_PATH.',
      ]
    : []),
];

/** @typedef {import('vitest/node').Vitest} Vitest */
/** @typedef {(vitest: Vitest) => Promise<unknown>} Preparation */

/** Prefixes what suites share on a cluster, to keep runs apart. */
const testRun = randomBytes(4).toString('hex');

/** The cluster started by this run, if any. @type {import('../servers/postgres.mjs').Postgres | undefined} */
let ownCluster;

/**
 * Provides the PostgreSQL cluster for the suites' databases: TEST_DATABASE_URL, or else a private one.
 * @param {Vitest} vitest
 */
async function cluster(vitest) {
  vitest.provide('testRun', testRun);
  const given = process.env['TEST_DATABASE_URL'];
  if (given) {
    progress('PostgreSQL from TEST_DATABASE_URL');
    vitest.provide('databaseUrl', given);
    return;
  }
  if (!ownCluster) {
    // Preferred over one installed on the machine: it is always available, and the version that npm start runs.
    ownCluster = await startPostgres({ directory: path.join(os.tmpdir(), 'postgres'), fast: true });
    progress('PostgreSQL from the npm package');
  }
  vitest.provide('databaseUrl', ownCluster.url('postgres'));
}

/** Cleans up what this run created on a cluster that outlives it. */
async function dropTemplates() {
  const given = process.env['TEST_DATABASE_URL'];
  if (!given) {
    return;
  }
  const client = new pg.Client({ connectionString: given });
  await client.connect();
  try {
    const { rows } = await client.query('select datname as name from pg_database where datname like $1', [
      `template\\_${testRun}\\_%`,
    ]);
    for (const { name } of rows) {
      await client.query(`drop database ${client.escapeIdentifier(name)} with (force)`);
    }
    const roles = await client.query(
      "select rolname as name from pg_roles where rolname like 'ates\\_test\\_%'",
    );
    for (const { name } of roles.rows) {
      // Another run may still use them.
      await client.query(`drop role ${client.escapeIdentifier(name)}`).catch(() => undefined);
    }
  } finally {
    await client.end();
  }
}

/** Checks up front that suites will be able to start their own brokers and caches. */
async function brokerAndCache() {
  progress(`Redis from ${findRedis()}`);
  progress(
    process.env['TEST_AMQP_URL']
      ? 'RabbitMQ from TEST_AMQP_URL; suites share it, so they run one after the other'
      : `RabbitMQ from ${findRabbitMq()}`,
  );
}

/** @param {Vitest} vitest */
async function services(vitest) {
  await buildServices(root);
  vitest.provide('hasBuiltServices', true);
}

const system = [services, brokerAndCache, cluster];
const browser = [services, () => buildWeb(root), cluster];

/**
 * The lanes and what their suites need, cheapest first. Suites of a lane `onDemand` run only when its name or their
 * files are given.
 * @type {{ name: string, needs: Preparation[], onDemand?: boolean }[]}
 */
const lanes = [
  { name: 'unit', needs: [] },
  { name: 'service', needs: [cluster] },
  { name: 'system', needs: system },
  { name: 'alone', needs: system },
  { name: 'browser', needs: browser },
  { name: 'thorough', needs: system, onDemand: true },
  { name: 'thorough-browser', needs: browser, onDemand: true },
];

/** @param {string[]} args */
async function run(args) {
  const { filter, options } = parseCLI(['vitest', 'run', ...args]);
  const vitest = await createVitest('test', { ...options, root, watch: false });
  try {
    await vitest.standalone();
    vitest.provide('nodeVersion', process.version);
    const specifications = await vitest.globTestSpecifications(filter);
    if (specifications.length === 0) {
      throw new Refusal([`No test file matches ${args.join(' ')}.`, ...skipped()].join(' '));
    }
    const outcomes = [];
    const seenErrors = new Set();
    const runsEverything = filter.length === 0 && !options.project?.length;
    for (const { name, needs, onDemand = false } of lanes) {
      const own = specifications.filter(({ project }) => project.name === name);
      if (own.length === 0 || (onDemand && runsEverything)) {
        continue;
      }
      for (const prepare of needs) {
        await prepare(vitest);
      }
      const startedAt = Date.now();
      const run = await vitest.runTestSpecifications(own);
      // The result also contains the modules of earlier lanes.
      const testModules = run.testModules.filter(({ project }) => project.name === name);
      const unhandledErrors = run.unhandledErrors.filter((error) => !seenErrors.has(error));
      unhandledErrors.forEach((error) => seenErrors.add(error));
      outcomes.push({ name, seconds: (Date.now() - startedAt) / 1000, testModules, unhandledErrors });
    }
    const { lines, isGood } = report(root, outcomes);
    return { lines: [...skipped(), ...lines], isGood };
  } finally {
    await vitest.close();
    await (ownCluster ? ownCluster.stop() : dropTemplates());
  }
}

try {
  const { lines, isGood } = await run(process.argv.slice(2));
  console.log(lines.join('\n'));
  process.exitCode = isGood ? 0 : 1;
} catch (error) {
  console.error(error instanceof Refusal ? `\n${error.message}` : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
