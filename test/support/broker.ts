import amqp from 'amqplib';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  brokerDefinitions,
  brokerTopology,
  producers,
  type BrokerDefinitions,
  type QueueType,
} from '@ates/contracts';
import { asBrokerUser } from '../../tools/servers/broker-definitions.mjs';
import { startRabbitMq, type RabbitMq } from '../../tools/servers/rabbitmq.mjs';

/** A suite's own broker, with the exchanges, queues and users of aTES. `url` is that of the operator, who may do everything. */
export interface Broker {
  url: string;
  release(): Promise<void>;
}

/** A broker that a test may stop, kill and restart; its port and data stay. */
export interface PrivateBroker extends Broker {
  /** The address of the management API, if it was asked for. */
  managementUrl: string;
  /** Runs `rabbitmqctl` with these arguments, as its operator. */
  control(...args: string[]): Promise<string>;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** The password of the services' users at the brokers of tests. */
export const brokerPassword = 'password-for-tests-only';

/** The address of a broker for a service, from that for the operator; or those of a cluster, separated by commas. */
export const brokerUrlOf = (amqpUrl: string, service: string): string =>
  amqpUrl
    .split(',')
    .map((url) => asBrokerUser(url, service, brokerPassword))
    .join(',');

/** What `npm run broker:definitions` writes, with the passwords of tests. */
export const definitionsFor = (virtualHosts: readonly string[]): BrokerDefinitions =>
  brokerDefinitions({
    virtualHosts,
    users: Object.fromEntries(
      producers.map((service) => [service, { name: service, password: brokerPassword }]),
    ),
  });

/** Starts a private node. Each start creates again what is missing of the definitions. */
export async function startPrivateBroker({ hasManagement = false } = {}): Promise<PrivateBroker> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-broker-'));
  const start = () => startRabbitMq({ directory, definitions: definitionsFor(['/']), hasManagement });
  let node = await start();
  return {
    url: node.url,
    managementUrl: node.managementUrl,
    control: (...args) => node.control(...args),
    start: async () => {
      node = await start();
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
    await requireUsers(given);
    await resetTopology(given);
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
  await resetTopology(url);
  return { url, release: () => deleteTopology(url) };
}

async function startSharedNode(): Promise<RabbitMq> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-broker-'));
  const { users, permissions, ...rest } = definitionsFor(virtualHosts);
  // Exchanges and queues are created for each suite.
  const definitions = { ...rest, users, permissions, exchanges: [], queues: [], bindings: [] };
  return startRabbitMq({ directory, virtualHosts, definitions });
}

async function requireUsers(url: string): Promise<void> {
  for (const service of producers) {
    const connection = await amqp.connect(brokerUrlOf(url, service)).catch((error: unknown) => {
      throw new Error(
        `The broker of TEST_AMQP_URL needs the users of npm run broker:definitions, with the password ${brokerPassword}`,
        { cause: error },
      );
    });
    await connection.close();
  }
}

/** Deletes the exchanges and queues of aTES with their messages, and creates them again, as the operator. */
export async function resetTopology(url: string): Promise<void> {
  await deleteTopology(url);
  await createTopology(url);
}

/** Creates what is missing of the definitions' exchanges, queues and bindings, as the operator. */
export async function createTopology(url: string, queueType?: QueueType): Promise<void> {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  const { exchanges, queues, bindings } = brokerTopology(queueType);
  for (const { name, type, durable, arguments: options } of exchanges) {
    await channel.assertExchange(name, type, { durable, arguments: options });
  }
  for (const { name, durable, arguments: options } of queues) {
    await channel.assertQueue(name, { durable, arguments: options });
  }
  for (const { source, destination, destination_type: kind, routing_key: key } of bindings) {
    await (kind === 'queue'
      ? channel.bindQueue(destination, source, key)
      : channel.bindExchange(destination, source, key));
  }
  await connection.close();
}

async function deleteTopology(url: string): Promise<void> {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  const { exchanges, queues } = brokerTopology();
  for (const { name } of queues) {
    await channel.deleteQueue(name);
  }
  for (const { name } of exchanges) {
    await channel.deleteExchange(name);
  }
  await connection.close();
}

/** Publishes messages as the user that owns the exchange, or as the operator to any other; resolves once confirmed. */
export async function publishAs(
  amqpUrl: string,
  exchange: string,
  messages: readonly { type: string; body: string | Buffer; properties?: amqp.Options.Publish }[],
): Promise<void> {
  const owner = producers.find((producer) => exchange === `${producer}.events`);
  const connection = await amqp.connect(owner === undefined ? amqpUrl : brokerUrlOf(amqpUrl, owner));
  try {
    const channel = await connection.createConfirmChannel();
    for (const { type, body, properties } of messages) {
      channel.publish(exchange, type, Buffer.from(body), { userId: owner, ...properties });
    }
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}
