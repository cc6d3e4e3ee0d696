import amqp from 'amqplib';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { LedgerVerification } from '@ates/contracts';
import { Api } from './support/api.js';
import { expectCorrectBooks } from './support/books.js';
import { borrowBroker, brokerUrlOf, type Broker } from './support/broker.js';
import { FinanceAlone } from './support/finance-alone.js';
import { WireProxy } from './faults/wire/proxy.js';
import { System, type ServiceProcess } from './support/system.js';
import { until } from './support/until.js';

/** The longest time for another instance to take over (S10). */
const boundMilliseconds = 15_000;

const since = (startedAt: number): number => performance.now() - startedAt;
const remaining = (startedAt: number): number => boundMilliseconds - since(startedAt);

describe('Two instances of Tasks, one holding the lease of the outbox', () => {
  let broker: Broker;
  let system: System;
  let holder: ServiceProcess;
  let other: ServiceProcess;
  let published: Published;

  beforeAll(async () => {
    broker = await borrowBroker();
    system = await System.start({
      transport: 'rabbitmq',
      amqpUrl: broker.url,
      // So that Finance gets events from the broker only.
      environment: { finance: { RECONCILE_SECONDS: '86400' }, tasks: { RECONCILE_SECONDS: '86400' } },
    });
    await system.untilPeopleCached();
    holder = system.services.tasks;
    other = await system.anotherInstance('tasks');
    published = await Published.watch(broker.url);
  });

  afterAll(async () => {
    holder.thaw();
    await published.stop();
    await other.stop();
    await system.stop();
    await broker.release();
  });

  const createTasks = async (at: ServiceProcess, count: number): Promise<void> => {
    const author = new Api(at.url, await system.tokenOf('manager@ates.local'));
    for (let index = 0; index < count; index += 1) {
      const { status } = await author.post('/tasks', { description: `Task ${index}` });
      expect(status).toBe(201);
    }
  };

  const positions = () =>
    system.databases.tasks.query<{ id: string; position: number }>(
      `select id, position::int as position from outbox order by position`,
    );

  it('publish new tasks within 15 s after the holder freezes, and none twice once it thaws (S10, S3)', async () => {
    await other.start();
    const creating = createTasks(other, 60);
    await until('the holder assigns positions', async () =>
      (await positions()).some(({ position }) => position > 20),
    );
    holder.freeze();
    const frozenAt = performance.now();
    await creating;
    await createTasks(other, 5);
    await expectCorrectBooks(system, remaining(frozenAt));
    expect(since(frozenAt)).toBeLessThan(boundMilliseconds);
    expect(other.recentOutput()).toMatch(/took over outbox from .*pid \d+/);

    holder.thaw();
    await createTasks(holder, 20);
    await createTasks(other, 5);
    await expectCorrectBooks(system);
    await until('the holder notices that it was frozen', () => holder.recentOutput().includes('stood still'));
    const placed = await positions();
    expect(placed.map(({ position }) => position)).toEqual(placed.map((_, index) => index + 1));
    await until('all events are published', () => published.firsts.length === placed.length);
    expect(published.firsts).toEqual(placed.map(({ id }) => id));
  });

  it('reconnect when connections go silent, and take over from an instance that is cut off (S10)', async () => {
    await Promise.all([holder.stop(), other.stop()]);
    const database = await WireProxy.inFrontOf(system.databases.tasks.serviceUrl);
    const amqpProxy = await WireProxy.inFrontOf(broker.url);
    const cutOff = await system.anotherInstance('tasks');
    try {
      await cutOff.start({ DATABASE_URL: database.url, AMQP_URL: brokerUrlOf(amqpProxy.url, 'tasks') });
      await createTasks(cutOff, 3);
      await expectCorrectBooks(system);
      database.silence();
      amqpProxy.silence();
      const silentAt = performance.now();
      await until(
        'the instance works over new connections',
        () => createTasks(cutOff, 1).then(() => true),
        boundMilliseconds,
      );
      expect(since(silentAt)).toBeLessThan(boundMilliseconds);
      await expectCorrectBooks(system, 30_000);

      database.freeze();
      amqpProxy.freeze();
      const cutOffAt = performance.now();
      // As after a restart on another host: the old instance's sessions are still open in the database.
      await holder.start();
      await createTasks(holder, 5);
      await expectCorrectBooks(system, remaining(cutOffAt));
      expect(since(cutOffAt)).toBeLessThan(boundMilliseconds);

      const ready = await fetch(`${cutOff.url}/health/ready`, { signal: AbortSignal.timeout(5000) });
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ type: 'urn:ates:problem:database-unavailable' });
      const stoppedAt = performance.now();
      await cutOff.stop();
      expect(since(stoppedAt)).toBeLessThan(boundMilliseconds);
      expect(cutOff.recentOutput()).toContain('lost the lease of ');
      expect(cutOff.recentOutput()).toContain('has not answered a statement');
    } finally {
      await cutOff.kill();
      await database.stop();
      await amqpProxy.stop();
    }
  });

  it('stop within 15 s despite an unfinished request, and log that they did not wait for it (S10)', async () => {
    const { hostname, port } = new URL(holder.url);
    const client = connect(Number(port), hostname);
    client.on('error', () => undefined);
    client.write('POST /tasks HTTP/1.1\r\nhost: tasks\r\ncontent-type: application/json\r\n');
    client.write('content-length: 1000\r\n\r\n{"description":');
    const token = await system.tokenOf('admin@ates.local');
    const metrics = async (): Promise<string> => {
      const answer = await fetch(`${holder.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
      return answer.text();
    };
    await until('the unfinished request is in progress', async () =>
      /^requests_in_hand 2$/m.test(await metrics()),
    );
    const stoppedAt = performance.now();
    expect(await holder.stop()).toBe(1);
    expect(since(stoppedAt)).toBeLessThan(boundMilliseconds);
    expect(holder.recentOutput()).toMatch(/stopped without waiting for: .*1 request/);
    client.destroy();
  });
});

describe('Two instances of Finance, one holding all leases', () => {
  let finance: FinanceAlone;
  let holder: ServiceProcess;
  let other: ServiceProcess;
  const dayMilliseconds = 86_400_000;
  const daysAgo = (days: number): string => new Date(Date.now() - days * dayMilliseconds).toISOString();

  beforeEach(async () => {
    finance = await FinanceAlone.create({ CLOSE_DELAY_SECONDS: '0' });
  });

  afterEach(async () => {
    holder.thaw();
    await finance.stop();
  });

  const publish = (type: 'assigned' | 'completed', person: string, timestamp: string): void =>
    finance.peers.publish('tasks', `tasks.task.${type}`, {
      task_uuid: uuidv7(),
      assigned_to: person,
      timestamp,
    });

  /** Blocks every close of a day halfway, until the returned function is called. */
  const holdCloses = async (): Promise<() => Promise<void>> => {
    await finance.database.query(`
      create function hold_close() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock_shared(4300); return new; end $$`);
    await finance.database.query(
      `create trigger hold_close before insert on business_day for each row execute function hold_close()`,
    );
    const lock = new pg.Client({ connectionString: finance.database.url });
    await lock.connect();
    await lock.query('select pg_advisory_lock(4300)');
    return () => lock.end();
  };

  const isHeld = async (): Promise<boolean> => {
    const rows = await finance.database.query(
      `select from pg_stat_activity
       where datname = current_database() and wait_event = 'advisory' and query like '%business_day%'`,
    );
    return rows.length > 0;
  };

  it('close days, mail statements once and read feeds within 15 s of a freeze during a close (S10)', async () => {
    const mailFolder = finance.mailFolder;
    const administrator = finance.peers.add('administrator');
    const person = finance.peers.add('employee');
    holder = await finance.newInstance();
    other = await finance.newInstance();
    const releaseCloses = await holdCloses();
    publish('completed', person.uuid, daysAgo(2));
    await holder.start();
    await finance.untilCached(administrator);
    await until('the holder is blocked in a close', isHeld);
    await other.start();
    holder.freeze();
    const frozenAt = performance.now();
    // The frozen instance's transaction still holds its locks.
    await releaseCloses();
    publish('completed', person.uuid, daysAgo(1));
    const last = daysAgo(1).slice(0, 10);
    await until(
      'every past day is closed',
      async () => (await closedDays()).includes(last),
      remaining(frozenAt),
    );
    await finance.untilUpToDate();
    await until('both statements are mailed', async () => (await readdir(mailFolder)).length === 2);
    expect(other.recentOutput()).toMatch(/took over the closing of days from .*pid \d+/);

    holder.thaw();
    await until('the holder notices that it was frozen', () => holder.recentOutput().includes('stood still'));
    // Otherwise verification would report the trigger made by this test.
    await finance.database.query(`drop function hold_close cascade`);
    publish('assigned', person.uuid, new Date().toISOString());
    await finance.untilUpToDate();
    const api = await finance.as(administrator, holder);
    const verification = await until('the former holder answers', () =>
      api.get<LedgerVerification>('/accounting/verification').then(({ body }) => body),
    );
    expect(verification).toMatchObject({ sum: 0, differences: [] });
    expect(await closedDays()).toEqual([daysAgo(2).slice(0, 10), last]);
    const payouts = await finance.database.query(`select from posting where kind = 'payout'`);
    expect(payouts).toHaveLength(2);
    const sent = await finance.database.query(`select from statement where state = 'sent' and attempts = 1`);
    expect(sent).toHaveLength(2);
  });

  const closedDays = async (): Promise<string[]> => {
    const rows = await finance.database.query<{ day: string }>(
      `select day::text as day from business_day order by day`,
    );
    return rows.map(({ day }) => day);
  };
});

/** Records what Tasks publishes, in the order of arrival at the broker. */
class Published {
  /** Ids of messages in the order of their first arrival. */
  readonly firsts: string[] = [];
  private readonly seen = new Set<string>();

  private constructor(private readonly connection: amqp.ChannelModel) {}

  static async watch(url: string): Promise<Published> {
    const connection = await amqp.connect(url);
    const channel = await connection.createChannel();
    const published = new Published(connection);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'tasks.events', '#');
    await channel.consume(queue, (message) => published.note(String(message?.properties.messageId)), {
      noAck: true,
    });
    return published;
  }

  private note(id: string): void {
    if (!this.seen.has(id)) {
      this.seen.add(id);
      this.firsts.push(id);
    }
  }

  async stop(): Promise<void> {
    await this.connection.close();
  }
}
