// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildServices } from './build.mjs';
import { buildWeb } from './build-web.mjs';
import { findChromium } from './chromium.mjs';
import { startPostgres } from './postgres.mjs';
import { endStarted, sendSignal, startedProcessesKey } from './processes.mjs';
import { progress } from './progress.mjs';
import { findRabbitMq } from './rabbitmq.mjs';
import { findRedis } from './redis.mjs';
import { aborted, whenToldToStop } from './stopping.mjs';

const interruptedMilliseconds = 5000;

/**
 * The cluster on which each suite makes its databases: the one that TEST_DATABASE_URL names, else a private one.
 * @param {string} folder
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
async function postgres(folder) {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) {
    progress('PostgreSQL as TEST_DATABASE_URL says');
    return { url: given, stop: async () => undefined };
  }
  // Always there, and the version that npm start runs: so it comes before whatever the machine has.
  const server = await startPostgres({ directory: path.join(folder, 'postgres'), fast: true });
  progress('PostgreSQL from the npm package');
  return { url: server.url('postgres'), stop: server.stop };
}

/**
 * What jest is to leave out: the suites in a browser, where there is none. It is said, never done in silence.
 * @returns {string[]}
 */
function withoutBrowser() {
  const chromium = findChromium();
  if (chromium !== undefined) {
    progress(`Chromium from ${chromium}; pictures of pages are kept in .data/ui`);
    return [];
  }
  progress(
    'NO CHROMIUM HERE: the tests of the web UI in a browser are left out. Install chromium, or name one by CHROMIUM_PATH.',
  );
  return [
    '--testPathIgnorePatterns=/node_modules/',
    '--testPathIgnorePatterns=/dist/',
    '--testPathIgnorePatterns=-in-browser\\.spec\\.ts$',
  ];
}

/** Suites start servers of their own; whether that can be done is found out before they try. */
function requireServers() {
  progress(`Redis from ${findRedis()}`);
  if (process.env['TEST_AMQP_URL']) {
    progress('RabbitMQ as TEST_AMQP_URL says; suites run one after the other, since they share it');
  } else {
    progress(`RabbitMQ from ${findRabbitMq()}`);
  }
}

/**
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numRuntimeErrorTestSuites: number }} Result
 * @param {string} file
 * @returns {Result | undefined}
 */
const readResult = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined);

/**
 * Runs jest with the servers; answers its exit code. Its last line says how many tests passed and failed.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const stopping = whenToldToStop();
  await buildServices(root, stopping.signal);
  await buildWeb(root);
  requireServers();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-test-'));
  // PostgreSQL may run as another account, which must be able to enter.
  fs.chmodSync(folder, 0o755);
  const started = path.join(folder, 'started');
  process.env[startedProcessesKey] = started;
  const resultFile = path.join(folder, 'result.json');
  let code = 1;
  let result;
  try {
    const database = await postgres(folder);
    code = await jest({
      root,
      args: ['--json', `--outputFile=${resultFile}`, ...args],
      // What interrupted tests leave in a temporary folder goes with ours.
      environment: { TEST_DATABASE_URL: database.url, TMPDIR: folder },
      signal: stopping.signal,
    });
    result = readResult(resultFile);
    await database.stop();
  } finally {
    await endStarted(started);
    fs.rmSync(folder, { recursive: true, force: true });
  }
  console.log(summary(result, code));
  return code;
}

/**
 * @param {object} options
 * @param {string} options.root
 * @param {string[]} options.args
 * @param {Record<string, string>} options.environment
 * @param {AbortSignal} options.signal
 */
async function jest({ root, args, environment, signal }) {
  const runner = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules/jest/bin/jest.js'),
      // Two cores: suites start whole systems of processes, so more at a time is not faster.
      process.env['TEST_AMQP_URL'] ? '--runInBand' : '--maxWorkers=2',
      // Not in the temporary folder, where it would be lost each time.
      `--cacheDirectory=${path.join(root, 'node_modules/.cache/jest')}`,
      ...withoutBrowser(),
      ...args,
    ],
    {
      cwd: root,
      // jest prints the result as JSON on standard output; people read standard error.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...environment },
      // A group of its own: whatever the tests started in it can be ended with it.
      detached: true,
    },
  );
  await once(runner, 'spawn');
  const group = -(runner.pid ?? 0);
  const ended = once(runner, 'exit');
  await Promise.race([ended, aborted(signal)]);
  if (signal.aborted) {
    sendSignal(group, 'SIGTERM');
    setTimeout(() => sendSignal(group, 'SIGKILL'), interruptedMilliseconds).unref();
  }
  const [code] = await ended;
  sendSignal(group, 'SIGKILL');
  return code ?? 1;
}

/**
 * @param {Result | undefined} result
 * @param {number} code jest's
 */
function summary(result, code) {
  const found = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  // jest may fail without a test that did: no test was found, it was interrupted.
  const failed = code === 0 ? found : Math.max(found, 1);
  const skipped = result?.numPendingTests ? `, ${result.numPendingTests} skipped` : '';
  return `${result?.numPassedTests ?? 0} passed, ${failed} failed${skipped}`;
}
