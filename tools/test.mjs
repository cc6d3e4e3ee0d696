// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildServices } from './build.mjs';
import { startPostgres } from './postgres.mjs';
import { progress } from './progress.mjs';
import { startRabbitMq } from './rabbitmq.mjs';

/** @typedef {{ url: string, from: string, stop: () => Promise<void> }} Server */

/** @param {string} folder @returns {Promise<Server>} */
async function postgres(folder) {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) {
    return { url: given, from: 'TEST_DATABASE_URL', stop: async () => undefined };
  }
  // Always there, and the version that npm start runs: so it comes before whatever the machine has.
  const server = await startPostgres({ directory: path.join(folder, 'postgres'), fast: true });
  return { url: server.url('postgres'), from: 'the npm package', stop: server.stop };
}

/** @param {string} folder @returns {Promise<Server>} */
async function rabbitMq(folder) {
  const given = process.env['TEST_AMQP_URL'];
  if (given) {
    return { url: given, from: 'TEST_AMQP_URL', stop: async () => undefined };
  }
  const server = await startRabbitMq({ directory: path.join(folder, 'rabbitmq') });
  return { url: server.url, from: 'this machine', stop: server.stop };
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
  /** @type {Server[]} */
  const servers = [];
  try {
    const database = await postgres(folder);
    servers.push(database);
    const broker = await rabbitMq(folder);
    servers.push(broker);
    progress(`PostgreSQL from ${database.from}, RabbitMQ from ${broker.from}`);
    return await jest(root, args, folder, database.url, broker.url);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string[]} args
 * @param {string} folder
 * @param {string} databaseUrl
 * @param {string} brokerUrl
 */
async function jest(root, args, folder, databaseUrl, brokerUrl) {
  const file = path.join(folder, 'result.json');
  const runner = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules/jest/bin/jest.js'),
      // Two cores: suites start whole systems of processes, so more at a time is not faster.
      '--maxWorkers=2',
      '--json',
      `--outputFile=${file}`,
      ...args,
    ],
    {
      cwd: root,
      // jest prints the result as JSON on standard output; people read standard error.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, TEST_DATABASE_URL: databaseUrl, TEST_AMQP_URL: brokerUrl },
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
