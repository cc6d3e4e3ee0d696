import amqp from 'amqplib';
import { v7 as uuidv7 } from 'uuid';
import { chmodSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../tools/processes/ports.mjs';
import { startPostgres, type Postgres } from '../tools/servers/postgres.mjs';
import {
  brokerUrlOf,
  createTopology,
  definitionsFor,
  startPrivateBroker,
  type PrivateBroker,
} from './support/broker.js';
import { Peers } from './support/peers.js';
import { ServiceProcess } from './support/system.js';
import { FinanceAlone } from './support/finance-alone.js';
import { until } from './support/until.js';

describe('The log of a service during an outage (S1)', () => {
  let directory: string;
  let postgres: Postgres;
  let broker: PrivateBroker;
  let peers: Peers;
  let finance: ServiceProcess;

  const cluster = (): string => path.join(directory, 'cluster');

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'ates-outages-'));
    // PostgreSQL may run as another account, which needs access.
    chmodSync(directory, 0o755);
    [postgres, broker, peers] = await Promise.all([
      startPostgres({ directory: cluster(), fast: true }),
      startPrivateBroker({ hasManagement: true }),
      Peers.start(),
    ]);
    finance = new ServiceProcess('finance', await freePort(), environment());
    await finance.start();
  });

  const environment = (): Record<string, string> => ({
    HOST: '127.0.0.1',
    MESSAGE_TRANSPORT: 'rabbitmq',
    AMQP_URL: brokerUrlOf(broker.url, 'finance'),
    DATABASE_URL: postgres.url('postgres'),
    OIDC_ISSUER: peers.issuer,
    AUTH_URL: `${peers.url}/auth`,
    TASKS_URL: `${peers.url}/tasks`,
    SERVICE_CLIENT_ID: 'finance',
    SERVICE_CLIENT_SECRET: 'finance-secret-for-tests-only',
    PRICE_SECRET: 'price-secret-for-tests-only',
    MAIL_DIR: path.join(directory, 'mail'),
  });

  afterAll(async () => {
    await finance.kill();
    await Promise.all([peers.stop(), broker.release(), postgres.stop()]);
    await rm(directory, { recursive: true, force: true });
  });

  /** The lines printed since `from`. */
  const linesSince = (from: number): string[] =>
    finance
      .recentOutput()
      .slice(from)
      .split('\n')
      .filter((line) => line.trim() !== '');

  /** Lines that call for an operator: warnings, errors, and whatever is no log line, such as a stack trace. */
  const alarmsSince = (from: number): string[] => linesSince(from).filter((line) => !/ LOG \[/.test(line));

  const isReady = async (): Promise<boolean> => (await fetch(`${finance.url}/health/ready`)).ok;

  it('has one line when the database goes away and one when it is back', async () => {
    const from = finance.recentOutput().length;
    await postgres.stop();
    const { port } = postgres;
    await until('the outage is logged', () => alarmsSince(from).length > 0);
    // Loops and requests both fail; a hundred requests would fill the log if each failure were logged.
    for (let request = 0; request < 100; request += 1) {
      expect(await isReady()).toBe(false);
    }
    postgres = await startPostgres({ directory: cluster(), fast: true, port });
    await until('Finance is ready again', isReady);
    await until('the end of the outage is logged', () =>
      finance.recentOutput().slice(from).includes('the database answers again'),
    );
    expect(alarmsSince(from)).toEqual([
      expect.stringMatching(/WARN \[Database\] the database does not answer; retrying until it does: .+$/),
    ]);
    expect(linesSince(from).filter((line) => line.includes('the database answers again'))).toHaveLength(1);
  });

  it('has one line when the broker goes away and one when it is back', async () => {
    const from = finance.recentOutput().length;
    await broker.stop();
    await until('the outage is logged', () => linesSince(from).length > 0);
    expect(await isReady()).toBe(true);
    await broker.start();
    await until('the end of the outage is logged', () =>
      finance.recentOutput().slice(from).includes('RabbitMQ answers again'),
    );
    expect(linesSince(from)).toEqual([
      expect.stringMatching(/WARN \[RabbitMQ\] RabbitMQ does not answer, .+$/),
      expect.stringMatching(/LOG \[RabbitMQ\] RabbitMQ answers again after \d+ s$/),
    ]);
  });

  const untilLogged = (from: number, text: string): Promise<boolean> =>
    until(`"${text}" is logged`, () => finance.recentOutput().slice(from).includes(text));

  /** A connection logs that the broker is back before it consumes. */
  const untilConsumed = (queue: string): Promise<boolean> =>
    until(`${queue} is consumed`, () =>
      asOperator(async (channel) => (await channel.checkQueue(queue)).consumerCount > 0),
    );

  it('says which queue is missing and what to do, and when the queue is consumed again', async () => {
    await untilConsumed('finance.task-events');
    const from = finance.recentOutput().length;
    await asOperator((channel) => channel.deleteQueue('finance.task-events'));
    await untilLogged(from, "the queue finance.task-events doesn't exist. Import the broker's definitions");
    expect(await isReady()).toBe(true);
    await createTopology(broker.url);
    await untilLogged(from, 'the queue is consumed again');
    // The broker first cancels the consumer.
    expect(linesSince(from)).toEqual([
      expect.stringMatching(/WARN \[finance.task-events\] the queue cannot be consumed, .*cancelled/),
      expect.stringMatching(/WARN \[finance.task-events\] the queue cannot be consumed, .*doesn't exist/),
      expect.stringMatching(/LOG \[finance.task-events\] the queue is consumed again after \d+ s$/),
    ]);
  });

  it('says which right is missing, and continues once the rights are imported', async () => {
    const from = finance.recentOutput().length;
    await manage('PUT', 'permissions/%2F/finance', { configure: '^$', write: '^$', read: '^$' });
    await asOperator((channel) => channel.deleteQueue('finance.task-events'));
    await createTopology(broker.url);
    await untilLogged(from, 'the user finance may not consume the queue finance.task-events');
    await manage('POST', 'definitions', definitionsFor(['/']));
    await untilLogged(from, 'the queue is consumed again');
  });

  it('says that the user may not sign in, and continues once it may', async () => {
    const from = finance.recentOutput().length;
    await manage('PUT', 'users/finance', { password: 'another', tags: '' });
    await closeConnections('finance');
    await untilLogged(from, "doesn't let the user finance sign in to the virtual host /");
    expect(await isReady()).toBe(true);
    await manage('POST', 'definitions', definitionsFor(['/']));
    await untilLogged(from, 'RabbitMQ lets the service sign in again');
    await untilLogged(from, 'RabbitMQ answers again');
  });

  it('says which user is wrong when the service does not start with that of another', async () => {
    const other = new ServiceProcess('finance', await freePort(), {
      ...environment(),
      AMQP_URL: brokerUrlOf(broker.url, 'tasks'),
    });
    await expect(other.start()).rejects.toThrow(
      /AMQP_URL signs in as tasks, but consumers accept events of finance only from finance/,
    );
  });

  const asOperator = async <Result>(work: (channel: amqp.Channel) => Promise<Result>): Promise<Result> => {
    const connection = await amqp.connect(broker.url);
    const result = await work(await connection.createChannel());
    await connection.close();
    return result;
  };

  /** Sends a request to the broker's management API as the operator; returns the response's JSON. */
  const manage = async (method: string, path: string, body?: object): Promise<unknown> => {
    const { origin, username, password } = new URL(broker.managementUrl);
    const response = await fetch(`${origin}/api/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };

  /** Closes the connections of a user as soon as the management API, which is a few seconds behind, lists them. */
  const closeConnections = (user: string): Promise<boolean> =>
    until(`the connections of ${user} are closed`, async () => {
      const connections = (await manage('GET', 'connections')) as { name: string; user: string }[];
      const own = connections.filter((connection) => connection.user === user);
      for (const { name } of own) {
        await manage('DELETE', `connections/${encodeURIComponent(name)}`);
      }
      return own.length > 0;
    });
});

describe('A foreign Auth without an event feed (A7, S4)', () => {
  let finance: FinanceAlone;

  beforeAll(async () => {
    finance = await FinanceAlone.create();
  });
  afterAll(() => finance.stop());

  it('causes one log line that says what to configure, and blocks no other producer', async () => {
    const instance = await finance.newInstance({ AUTH_URL: `${finance.peers.url}/nobody` });
    await instance.start();
    const lines = (): string[] =>
      instance
        .recentOutput()
        .split('\n')
        .filter((line) => line.includes('/nobody/events'));
    await until('the missing feed is logged', () => lines().length > 0);
    for (const attempt of [1, 2, 3]) {
      const before = finance.peers.requestCount('/nobody/events');
      finance.peers.publish('tasks', 'tasks.task.changed', { task_uuid: uuidv7() });
      await finance.untilUpToDate();
      await until(
        `Finance requests the feed again, attempt ${attempt}`,
        () => finance.peers.requestCount('/nobody/events') > before,
      );
    }
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatch(
      /there is no event feed at .*AUTH_URL.*MESSAGE_TRANSPORT=rabbitmq.*PEOPLE_FROM=tokens/,
    );
  });
});
