// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { keepRunning } from '../processes/keep-running.mjs';
import { lastLines } from '../processes/child-processes.mjs';
import { definitionsOfServices } from '../servers/broker-definitions.mjs';
import { startRabbitMq } from '../servers/rabbitmq.mjs';
import { progress } from '../terminal/progress.mjs';

/**
 * The broker of a system with MESSAGE_TRANSPORT=rabbitmq: the one of AMQP_URL, for which the definitions are written to a
 * file, or else a private one that has imported them.
 * @param {object} options
 * @param {string} options.root with the built services
 * @param {string} options.data the data folder
 * @param {import('../servers/secrets.mjs').Secrets} options.secrets
 * @param {AbortSignal} options.signal stops restarting it
 * @param {(stop: () => Promise<unknown>) => void} options.atTheEnd registers a cleanup
 * @returns {Promise<string | undefined>} its address; undefined with another transport
 */
export async function startBroker({ root, data, secrets, signal, atTheEnd }) {
  if (process.env['MESSAGE_TRANSPORT'] !== 'rabbitmq') {
    return undefined;
  }
  const definitions = await definitionsOfServices(root, {
    passwords: { auth: secrets.authBroker, tasks: secrets.tasksBroker, finance: secrets.financeBroker },
  });
  const given = process.env['AMQP_URL'];
  if (given) {
    const file = path.join(data, 'broker-definitions.json');
    fs.writeFileSync(file, JSON.stringify(definitions, null, 2), { mode: 0o600 });
    progress(
      `RabbitMQ from AMQP_URL, at which each service signs in as itself: import ${file} there, unless you have`,
    );
    return given;
  }
  progress('starting RabbitMQ');
  const directory = path.join(data, 'rabbitmq');
  const operator = { name: 'operator', password: secrets.brokerOperator };
  const start = () => startRabbitMq({ directory, definitions, operator });
  let node = await start();
  const kept = keepRunning(
    {
      name: 'RabbitMQ',
      log: node.log,
      ended: () => node.ended,
      lastOutput: () => lastLines(node.log, 0),
      start: async () => {
        node = await start();
      },
    },
    signal,
  );
  atTheEnd(async () => {
    await kept;
    await node.stop();
  });
  progress('RabbitMQ is ready, with a user for each service');
  return node.url;
}
