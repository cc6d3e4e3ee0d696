// @ts-check
// Creates the users, exchanges and queues of the services at a RabbitMQ: writes the definitions to a file that it can
// load, or imports them through its management API.
//   node tools/servers/make-broker.mjs write definitions.json
//   node tools/servers/make-broker.mjs import      with RABBITMQ_MANAGEMENT_URL=http://<operator>:<password>@<host>:15672
//   AUTH_BROKER_PASSWORD, TASKS_BROKER_PASSWORD, FINANCE_BROKER_PASSWORD
//   AMQP_VIRTUAL_HOST (default /), AMQP_PUBLISHERS, AMQP_QUEUE_TYPE (classic or quorum)
//   RABBITMQ_NODES (default 1): imports nothing while fewer nodes run
// Existing queues and messages stay; importing twice changes nothing.
import fs from 'node:fs';
import path from 'node:path';
import { definitionsOfServices } from './broker-definitions.mjs';
import { neededKeys } from '../terminal/needed-keys.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const answerMilliseconds = 30_000;

const [command, file = ''] = process.argv.slice(2);
if (command !== 'import' && (command !== 'write' || file === '')) {
  console.error('Usage: npm run broker:definitions -- <file>, or npm run broker:import');
  process.exit(1);
}
const keys = neededKeys(['AUTH_BROKER_PASSWORD', 'TASKS_BROKER_PASSWORD', 'FINANCE_BROKER_PASSWORD']);

/** @returns {import('@ates/contracts').QueueType} */
function queueType() {
  const type = process.env['AMQP_QUEUE_TYPE'] || 'classic';
  if (type !== 'classic' && type !== 'quorum') {
    throw new Error(`AMQP_QUEUE_TYPE is ${type}; it must be classic or quorum.`);
  }
  return type;
}

async function make() {
  const definitions = await definitionsOfServices(root, {
    passwords: {
      auth: keys.AUTH_BROKER_PASSWORD,
      tasks: keys.TASKS_BROKER_PASSWORD,
      finance: keys.FINANCE_BROKER_PASSWORD,
    },
    virtualHosts: [process.env['AMQP_VIRTUAL_HOST'] || '/'],
    publishers: process.env['AMQP_PUBLISHERS'],
    queueType: queueType(),
  });
  if (command === 'write') {
    fs.writeFileSync(file, `${JSON.stringify(definitions, null, 2)}\n`, { mode: 0o600 });
    return `${file} has the definitions. Import them: rabbitmqctl import_definitions ${file}`;
  }
  await importThem(definitions);
  const { users, queues } = definitions;
  return `RabbitMQ has the users ${users.map(({ name }) => name).join(', ')} and ${queues.length} queues.`;
}

function nodesNeeded() {
  const text = process.env['RABBITMQ_NODES'] || '1';
  const nodes = Number(text);
  if (!Number.isInteger(nodes) || nodes < 1) {
    throw new Error(`RABBITMQ_NODES is ${text}; it must be a positive whole number.`);
  }
  return nodes;
}

/** @param {import('./broker-definitions.mjs').BrokerDefinitions} definitions */
async function importThem(definitions) {
  const needed = nodesNeeded();
  const nodes = /** @type {{ running: boolean }[]} */ (await (await ask('/api/nodes')).json());
  const running = nodes.filter((node) => node.running).length;
  if (running < needed) {
    throw new Error(
      `${running} of ${needed} nodes of RabbitMQ run (RABBITMQ_NODES). Import the definitions when all have joined the cluster.`,
    );
  }
  await ask('/api/definitions', { method: 'POST', body: JSON.stringify(definitions) });
}

/**
 * Sends a request to the management API.
 * @param {string} address
 * @param {{ method: string, body: string }} [request] a GET by default
 */
async function ask(address, request) {
  const { RABBITMQ_MANAGEMENT_URL } = neededKeys(['RABBITMQ_MANAGEMENT_URL']);
  const { origin, username, password } = new URL(RABBITMQ_MANAGEMENT_URL);
  const credentials = [username, password].map(decodeURIComponent).join(':');
  const response = await fetch(new URL(address, origin), {
    ...request,
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
    },
    signal: AbortSignal.timeout(answerMilliseconds),
  }).catch((error) => {
    throw new Error(`${origin} does not answer: ${error.cause?.message || error.message}`, { cause: error });
  });
  if (!response.ok) {
    const reason = (await response.text()).slice(0, 500);
    throw new Error(
      `RabbitMQ refused ${address}: ${response.status} ${reason}. The user in RABBITMQ_MANAGEMENT_URL needs the tag administrator.`,
    );
  }
  return response;
}

try {
  console.log(await make());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
