// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildServices } from './build.mjs';
import { startPostgres } from './postgres.mjs';
import { progress } from './progress.mjs';
import { findRabbitMq } from './rabbitmq.mjs';

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

/** Suites start RabbitMQ nodes of their own; whether that can be done is found out before they try. */
function requireRabbitMq() {
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
 * Runs jest with the servers; answers its exit code.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  await buildServices(root);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-test-'));
  // PostgreSQL may run as another account, which must be able to enter.
  fs.chmodSync(folder, 0o755);
  requireRabbitMq();
  const database = await postgres(folder);
  try {
    return await jest(root, args, folder, database.url);
  } finally {
    await database.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string[]} args
 * @param {string} folder
 * @param {string} databaseUrl
 */
async function jest(root, args, folder, databaseUrl) {
  const file = path.join(folder, 'result.json');
  const runner = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules/jest/bin/jest.js'),
      // Two cores: suites start whole systems of processes, so more at a time is not faster.
      process.env['TEST_AMQP_URL'] ? '--runInBand' : '--maxWorkers=2',
      '--json',
      `--outputFile=${file}`,
      ...args,
    ],
    {
      cwd: root,
      // jest prints the result as JSON on standard output; people read standard error.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, TEST_DATABASE_URL: databaseUrl },
    },
  );
  const interrupted = () => runner.kill('SIGTERM');
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const [code] = await once(runner, 'exit');
  const result = readResult(file);
  const failed = (result?.numFailedTests ?? 1) + (result?.numRuntimeErrorTestSuites ?? 0);
  const skipped = result?.numPendingTests ? `, ${result.numPendingTests} skipped` : '';
  console.log(`${result?.numPassedTests ?? 0} passed, ${failed} failed${skipped}`);
  return code ?? 1;
}
