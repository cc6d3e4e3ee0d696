import { v7 as uuidv7 } from 'uuid';
import { chmodSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../tools/ports.mjs';
import { startPostgres, type Postgres } from '../tools/postgres.mjs';
import { startPrivateBroker, type PrivateBroker } from './support/broker.js';
import { Peers } from './support/peers.js';
import { ServiceProcess } from './support/system.js';
import { FinanceAlone } from './support/finance-alone.js';
import { until } from './support/until.js';

describe('What a service logs of an outage (S1)', () => {
  let directory: string;
  let postgres: Postgres;
  let broker: PrivateBroker;
  let peers: Peers;
  let finance: ServiceProcess;

  const cluster = (): string => path.join(directory, 'cluster');

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'ates-outages-'));
    // PostgreSQL may run as another account, which must be able to enter.
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

  /** The lines that were printed since `from`, without those that say what goes on as usual. */
  const linesSince = (from: number): string[] =>
    finance
      .printed()
      .slice(from)
      .split('\n')
      .filter((line) => line.trim() !== '');

  const isReady = async (): Promise<boolean> => (await fetch(`${finance.url}/health/ready`)).ok;

  it('is one line when the database goes away and one when it is back', async () => {
    const from = finance.printed().length;
    await postgres.stop();
    const { port } = postgres;
    await until('it is noticed', () => linesSince(from).length > 0);
    // Every loop meets it, and so do requests; a hundred of them are more than any of them does by itself.
    for (let request = 0; request < 100; request += 1) {
      expect(await isReady()).toBe(false);
    }
    postgres = await startPostgres({ directory: cluster(), fast: true, port });
    await until('it is ready again', isReady);
    await until('it says so', () => finance.printed().slice(from).includes('the database answers again'));
    const lines = linesSince(from);
    expect(lines[0]).toMatch(/WARN \[Database\] the database does not answer; retrying until it does: .+$/);
    expect(lines.filter((line) => line.includes('the database answers again'))).toHaveLength(1);
    // Whatever else is said is no failure, and no stack.
    expect(lines.slice(1).filter((line) => !/ LOG \[/.test(line))).toEqual([]);
  });

  it('is one line when the broker goes away and one when it is back', async () => {
    const from = finance.printed().length;
    await broker.stop();
    await until('it is noticed', () => linesSince(from).length > 0);
    expect(await isReady()).toBe(true);
    await broker.start();
    await until('it says so', () => finance.printed().slice(from).includes('RabbitMQ answers again'));
    expect(linesSince(from)).toEqual([
      expect.stringMatching(/WARN \[RabbitMQ\] RabbitMQ does not answer, .+$/),
      expect.stringMatching(/LOG \[RabbitMQ\] RabbitMQ answers again after \d+ s$/),
    ]);
  });
});

describe('A foreign Auth that has no event feed (A7, S4)', () => {
  let finance: FinanceAlone;

  beforeAll(async () => {
    finance = await FinanceAlone.among();
  });
  afterAll(() => finance.stop());

  it('is one line that names what to set, and everything else goes on', async () => {
    const instance = await finance.instance({ AUTH_URL: `${finance.peers.url}/nobody` });
    await instance.start();
    const lines = (): string[] =>
      instance
        .printed()
        .split('\n')
        .filter((line) => line.includes('/nobody/events'));
    await until('it is noticed', () => lines().length > 0);
    for (const turn of [1, 2, 3]) {
      const before = finance.peers.asked('/nobody/events');
      finance.peers.tell('tasks', 'tasks.task.changed', { task_uuid: uuidv7() });
      await finance.isUpToDate();
      await until(
        `it is asked for again, time ${turn}`,
        () => finance.peers.asked('/nobody/events') > before,
      );
    }
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatch(
      /there is no event feed at .*AUTH_URL.*MESSAGE_TRANSPORT=rabbitmq.*PEOPLE_FROM=tokens/,
    );
  });
});
