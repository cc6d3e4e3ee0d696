import { v7 as uuidv7 } from 'uuid';
import { chmodSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../tools/processes/ports.mjs';
import { startPostgres, type Postgres } from '../tools/servers/postgres.mjs';
import { startPrivateBroker, type PrivateBroker } from './support/broker.js';
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
      startPrivateBroker(),
      Peers.start(),
    ]);
    finance = new ServiceProcess('finance', await freePort(), {
      HOST: '127.0.0.1',
      MESSAGE_TRANSPORT: 'rabbitmq',
      AMQP_URL: broker.url,
      DATABASE_URL: postgres.url('postgres'),
      OIDC_ISSUER: peers.issuer,
      AUTH_URL: `${peers.url}/auth`,
      TASKS_URL: `${peers.url}/tasks`,
      SERVICE_CLIENT_ID: 'finance',
      SERVICE_CLIENT_SECRET: 'finance-secret-for-tests-only',
      PRICE_SECRET: 'price-secret-for-tests-only',
      MAIL_DIR: path.join(directory, 'mail'),
    });
    await finance.start();
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
