import amqp from 'amqplib';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startRabbitMq } from '../../tools/rabbitmq.mjs';

/** A broker of a suite's own. */
export interface Broker {
  url: string;
  release(): Promise<void>;
}

/** A broker that a test may stop, kill and start again; its port and its data stay. */
export interface PrivateBroker extends Broker {
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts a node of the test's own. */
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

/** The broker that TEST_AMQP_URL names, emptied of what an earlier suite left; else a node of the suite's own. */
export async function borrowBroker(): Promise<Broker> {
  const url = process.env['TEST_AMQP_URL'];
  if (!url) {
    return startPrivateBroker();
  }
  await emptyBroker(url);
  return { url, release: async () => undefined };
}

const queues = ['tasks.auth-events', 'finance.auth-events', 'finance.task-events', 'tasks.finance-events'];
const producers = ['auth', 'tasks', 'finance'];

/** Removes the queues and exchanges of aTES with all that is in them. */
export async function emptyBroker(url: string): Promise<void> {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  for (const queue of [...queues, ...producers.map((producer) => `${producer}.unrouted`)]) {
    await channel.deleteQueue(queue);
  }
  for (const producer of producers) {
    await channel.deleteExchange(`${producer}.events`);
    await channel.deleteExchange(`${producer}.unrouted`);
  }
  await connection.close();
}
