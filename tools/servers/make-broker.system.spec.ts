import amqp from 'amqplib';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brokerTopology, producers, type BrokerDefinitions } from '@ates/contracts';
import { asBrokerUser } from './broker-definitions.mjs';
import { startRabbitMq, type RabbitMq } from './rabbitmq.mjs';

const passwords = {
  AUTH_BROKER_PASSWORD: 'password-of-auth',
  TASKS_BROKER_PASSWORD: 'password-of-tasks',
  FINANCE_BROKER_PASSWORD: 'password-of-finance',
};

describe('make-broker, on a broker without users and queues of aTES', () => {
  let directory: string;
  let broker: RabbitMq;

  beforeAll(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'ates-make-broker-'));
    broker = await startRabbitMq({ directory: path.join(directory, 'rabbitmq'), hasManagement: true });
  });

  afterAll(async () => {
    await broker.stop();
    rmSync(directory, { recursive: true });
  });

  const make = async (parameters: string[], environment: Record<string, string> = {}) => {
    const command = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'make-broker.mjs'), ...parameters],
      { env: { PATH: process.env['PATH'], ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    const note = (chunk: Buffer) => (output += chunk.toString());
    command.stdout.on('data', note);
    command.stderr.on('data', note);
    const [code] = (await once(command, 'close')) as [number | null];
    return { code, output };
  };

  const importing = (environment: Record<string, string> = {}) =>
    make(['import'], { ...passwords, RABBITMQ_MANAGEMENT_URL: broker.managementUrl, ...environment });

  const asUser = async <Result>(
    user: string,
    password: string,
    work: (channel: amqp.Channel) => Promise<Result>,
  ) => {
    const connection = await amqp.connect(asBrokerUser(broker.url, user, password));
    connection.on('error', () => undefined);
    try {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      return await work(channel);
    } finally {
      await connection.close();
    }
  };

  const queuesThere = () =>
    asUser('guest', 'guest', async (channel) => {
      for (const { name } of brokerTopology().queues) {
        await channel.checkQueue(name);
      }
      return true;
    });

  it('creates users who can sign in and consume, and again what was deleted since', async () => {
    expect(await importing()).toEqual({
      code: 0,
      output: 'RabbitMQ has the users auth, finance, tasks and 7 queues.\n',
    });
    expect(await queuesThere()).toBe(true);
    await asUser('tasks', 'password-of-tasks', (channel) => channel.get('tasks.auth-events'));
    await asUser('guest', 'guest', (channel) => channel.deleteQueue('tasks.auth-events'));
    await expect(queuesThere()).rejects.toThrow('no queue');
    expect(await importing()).toMatchObject({ code: 0 });
    expect(await queuesThere()).toBe(true);
  });

  it('keeps the messages and changes a password when it runs again', async () => {
    await importing();
    await asUser('guest', 'guest', async (channel) => {
      channel.sendToQueue('tasks.auth-events', Buffer.from('kept'));
      await channel.checkQueue('tasks.auth-events');
    });
    expect(await importing({ TASKS_BROKER_PASSWORD: 'another-password' })).toMatchObject({ code: 0 });
    const message = await asUser('tasks', 'another-password', (channel) => channel.get('tasks.auth-events'));
    expect(message && message.content.toString()).toBe('kept');
    await expect(asUser('tasks', 'password-of-tasks', (channel) => channel.get('x'))).rejects.toThrow(
      'ACCESS-REFUSED',
    );
  });

  it('writes a file without passwords, readable by its owner only, with other user names and queues if asked', async () => {
    const file = path.join(directory, 'definitions.json');
    const written = await make(['write', file], {
      ...passwords,
      AMQP_PUBLISHERS: 'auth=hr,tasks=tasks,tasks=importer',
      AMQP_VIRTUAL_HOST: 'company',
      AMQP_QUEUE_TYPE: 'quorum',
    });
    expect(written).toMatchObject({ code: 0 });
    const text = readFileSync(file, 'utf8');
    expect(Object.values(passwords).filter((password) => text.includes(password))).toEqual([]);
    const { users, permissions, queues, vhosts } = JSON.parse(text) as BrokerDefinitions;
    expect(users.map(({ name }) => name).sort()).toEqual(['finance', 'hr', 'tasks']);
    expect(permissions.find(({ user }) => user === 'hr')).toEqual({
      user: 'hr',
      vhost: 'company',
      configure: '^$',
      write: String.raw`^(auth\.events)$`,
      read: String.raw`^(auth\.unrouted-messages)$`,
    });
    expect(vhosts).toEqual([{ name: 'company' }]);
    expect(queues.every(({ arguments: options }) => options['x-queue-type'] === 'quorum')).toBe(true);
    expect(queues).toHaveLength(producers.length + 4);
  });

  it('imports nothing until the nodes of the cluster have joined, since queues have copies only on those there', async () => {
    const another = { TASKS_BROKER_PASSWORD: 'not-imported' };
    expect(await importing({ ...another, RABBITMQ_NODES: '3' })).toEqual({
      code: 1,
      output:
        '1 of 3 nodes of RabbitMQ run (RABBITMQ_NODES). Import the definitions when all have joined the cluster.\n',
    });
    await expect(asUser('tasks', 'not-imported', (channel) => channel.get('x'))).rejects.toThrow(
      'ACCESS-REFUSED',
    );
    expect(await importing({ RABBITMQ_NODES: '1' })).toMatchObject({ code: 0 });
  });

  it('says what is missing or wrong, and exits with code 1', async () => {
    expect(await make(['import'])).toEqual({
      code: 1,
      output: expect.stringMatching(/AUTH_BROKER_PASSWORD.*TASKS_BROKER_PASSWORD.*FINANCE_BROKER_PASSWORD/s),
    });
    expect(await make(['import'], passwords)).toEqual({
      code: 1,
      output: expect.stringContaining('RABBITMQ_MANAGEMENT_URL is missing'),
    });
    expect(await make([], passwords)).toEqual({ code: 1, output: expect.stringContaining('Usage:') });
    const url = new URL(broker.managementUrl);
    url.password = 'guess';
    expect(await importing({ RABBITMQ_MANAGEMENT_URL: url.href })).toEqual({
      code: 1,
      output: expect.stringMatching(/^RabbitMQ refused \/api\/nodes: 401 .*administrator/),
    });
    url.port = '1';
    expect(await importing({ RABBITMQ_MANAGEMENT_URL: url.href })).toMatchObject({ code: 1 });
    for (const [key, value, reason] of [
      ['AMQP_PUBLISHERS', 'billing=billing', 'AMQP_PUBLISHERS contains billing=billing'],
      ['AMQP_QUEUE_TYPE', 'stream', 'AMQP_QUEUE_TYPE is stream'],
      ['RABBITMQ_NODES', 'all', 'RABBITMQ_NODES is all; it must be a positive whole number.'],
    ] as const) {
      expect(await importing({ [key]: value })).toEqual({ code: 1, output: expect.stringContaining(reason) });
    }
  });
});
