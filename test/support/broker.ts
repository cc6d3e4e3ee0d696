import amqp from 'amqplib';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startRabbitMq, type RabbitMq } from '../../tools/servers/rabbitmq.mjs';

/** A suite's own broker. */
export interface Broker {
  url: string;
  release(): Promise<void>;
}

/** A broker that a test may stop, kill and restart; its port and data stay. */
export interface PrivateBroker extends Broker {
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts a private node. */
export async function startPrivateBroker(): Promise<PrivateBroker> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-broker-'));
  let node = await startRabbitMq({ directory });
  return {
    url: node.url,
    start: async () => {
      node = await startRabbitMq({ directory });
    },
    stop: () => node.stop(),
    kill: () => node.kill(),
    release: async () => {
      await node.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const virtualHosts = Array.from({ length: 24 }, (_, index) => `suite-${index + 1}`);

/** The node that this worker's suites share; it lives as long as the run (`npm test` stops it). */
let sharedNode: Promise<RabbitMq> | undefined;
let virtualHostsTaken = 0;

/**
 * A broker for a suite that neither stops nor kills it: a virtual host of its own on this worker's node. If
 * TEST_AMQP_URL names a broker, it is that one, emptied of what an earlier suite left.
 */
export async function borrowBroker(): Promise<Broker> {
  const given = process.env['TEST_AMQP_URL'];
  if (given) {
    await emptyBroker(given);
    return { url: given, release: async () => undefined };
  }
  sharedNode ??= startSharedNode();
  const node = await sharedNode;
  const virtualHost = virtualHosts[virtualHostsTaken];
  virtualHostsTaken += 1;
  if (virtualHost === undefined) {
    throw new Error(`more than ${virtualHosts.length} suites of one worker need a virtual host`);
  }
  const url = `${node.url}/${virtualHost}`;
  return { url, release: () => emptyBroker(url) };
}

async function startSharedNode(): Promise<RabbitMq> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-broker-'));
  return startRabbitMq({ directory, virtualHosts });
}

const queues = ['tasks.auth-events', 'finance.auth-events', 'finance.task-events', 'tasks.finance-events'];
const producers = ['auth', 'tasks', 'finance'];

/** Deletes the queues and exchanges of aTES with their messages. */
async function emptyBroker(url: string): Promise<void> {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  for (const queue of [...queues, ...producers.map((producer) => `${producer}.unrouted-messages`)]) {
    await channel.deleteQueue(queue);
  }
  for (const producer of producers) {
    await channel.deleteExchange(`${producer}.events`);
    await channel.deleteExchange(`${producer}.unrouted`);
    await channel.deleteExchange(`${producer}.unwanted`);
  }
  await connection.close();
}
