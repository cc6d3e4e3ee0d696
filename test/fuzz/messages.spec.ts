import fc from 'fast-check';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { borrowBroker, type Broker } from '../support/broker.js';
import type { TestDatabase } from '../support/database.js';
import { FinanceAlone } from '../support/finance-alone.js';
import { performers } from '../support/load.js';
import { employees, System } from '../support/system.js';
import { until } from '../support/until.js';
import { effectsOfHostile, parkedBySource, uselessReasons } from './effects.js';
import { HostileFeed } from './hostile-feed.js';
import { harmlessProperties, hostileEvents, hostileId, hostileMessages } from './hostile-messages.js';
import { HostilePublisher } from './hostile-publisher.js';
import { campaignSize, patienceFor, report } from './size.js';

const { count, seed } = campaignSize('messages', 600);
const ofTransport = Math.ceil(count / 2);

/** One good message among so many hostile ones. */
const goodAmong = 50;
/** One message that is too large to be read among so many. */
const largeAmong = 3000;
const tooLarge = 1024 * 1024 + 1;
const sampleSize = 200;

const patience = patienceFor(ofTransport);

/** Draws from an arbitrary without end, as the seed determines. */
function* drawn<Item>(arbitrary: fc.Arbitrary<Item>, from: number): Generator<Item, never> {
  for (let sample = 0; ; sample += 1) {
    yield* fc.sample(arbitrary, { seed: from + sample, numRuns: sampleSize });
  }
}

const goodAssignment = (task: string, person: string) =>
  JSON.stringify({ task_uuid: task, assigned_to: person, timestamp: new Date().toISOString() });

/** The tasks among `tasks` whose fee is booked, once for each time; sorted. */
const bookedAmong = async (finance: TestDatabase, tasks: readonly string[]): Promise<string[]> => {
  const rows = await finance.query<{ task_id: string }>(
    `select task_id from posting where task_id = any ($1) and kind = 'fee' order by task_id`,
    [tasks],
  );
  return rows.map(({ task_id }) => task_id);
};

async function expectSumOfZero(finance: TestDatabase): Promise<void> {
  const [row] = await finance.query<{ sum: number; wrong: number }>(
    `with booked as (
       select account.id, coalesce(balance, (select sum(balance) from company_day_balance), 0) as balance,
              coalesce(sum(case when credit_account = account.id then amount else -amount end), 0) as sum
       from account left join posting on account.id in (debit_account, credit_account)
       group by account.id
     )
     select sum(balance)::int as sum, count(*) filter (where balance <> sum)::int as wrong from booked`,
  );
  expect(row).toEqual({ sum: 0, wrong: 0 });
}

describe('Hostile messages over RabbitMQ', { timeout: patience }, () => {
  let broker: Broker;
  let system: System;
  let publisher: HostilePublisher;

  beforeAll(async () => {
    broker = await borrowBroker();
    system = await System.start({ transport: 'rabbitmq', amqpUrl: broker.url });
    await system.untilPeopleCached();
    publisher = await HostilePublisher.connect(broker.url);
  });

  afterAll(async () => {
    await publisher.close();
    await system.stop();
    await broker.release();
  });

  it('are parked with a reason, take no effect and harm no good message, each booked once (S6, F2)', async () => {
    const { tasks, finance } = system.databases;
    const people = await performers(system);
    const [person = ''] = people.keys();
    const create = async () => {
      // A large campaign takes longer than an access token is valid.
      const author = await system.as(employees[0] ?? '', 'tasks');
      expect(await author.post('/tasks', { description: 'Fix the perch' })).toMatchObject({ status: 201 });
    };
    await create();
    await until(
      'the first task is booked',
      async () => (await finance.query(`select from posting`)).length > 0,
    );
    const messages = drawn(hostileMessages(['tasks', 'auth', 'finance']), seed);
    const others = drawn(harmlessProperties, seed);
    const expected: Record<string, number> = {};
    const expectAt = (...queues: string[]) => {
      queues.forEach((queue) => (expected[queue] = (expected[queue] ?? 0) + 1));
    };
    const good: string[] = [];
    const goodIds: string[] = [];
    let created = 1;
    for (let number = 0; number < ofTransport; number += 1) {
      if (number % goodAmong === 0) {
        const task = uuidv4();
        const id = uuidv7();
        good.push(task);
        goodIds.push(id);
        await publisher.publish(
          'tasks.events',
          'tasks.task.assigned',
          Buffer.from(goodAssignment(task, person)),
          {
            ...others.next().value,
            messageId: id,
          },
        );
        await create();
        created += 1;
      }
      const message = messages.next().value;
      const [producer = ''] = message.type.split('.');
      if (number % largeAmong === 1) {
        message.body = Buffer.alloc(tooLarge, 'x');
      }
      switch (number % 10) {
        case 7: {
          // An id that is already known, with another content.
          const again = {
            task_uuid: good.at(-1),
            assigned_to: hostileId,
            timestamp: new Date().toISOString(),
            n: number,
          };
          await publisher.publish('tasks.events', 'tasks.task.assigned', Buffer.from(JSON.stringify(again)), {
            messageId: goodIds.at(-1),
          });
          expectAt('finance.task-events');
          break;
        }
        case 8:
          // Past the exchange, straight into a queue.
          await publisher.publishHostile('', { ...message, type: 'finance.task-events' });
          expectAt('finance.task-events');
          break;
        case 9:
          // An event of another producer: no queue is bound for it, and the broker keeps few of them.
          await publisher.publishHostile(producer === 'tasks' ? 'auth.events' : 'tasks.events', message);
          break;
        default:
          await publisher.publishHostile(`${producer}.events`, message);
          expectAt(...queuesOf(message.type));
      }
    }
    await publisher.flush();
    const parked = () =>
      Promise.all([tasks, finance].map(parkedBySource)).then(([left, right]) => ({ ...left, ...right }));
    // Counting parked messages costs more the more there are.
    await until(
      'consumers have received every message',
      async () => (await publisher.waiting()) === 0,
      patience / 2,
    );
    await until(
      'every hostile message is parked',
      async () => JSON.stringify(sorted(await parked())) === JSON.stringify(sorted(expected)),
      patience / 2,
    ).catch(async (error: unknown) => {
      expect(sorted(await parked())).toEqual(sorted(expected));
      throw error;
    });
    await until(
      'every good message is booked',
      async () => (await bookedAmong(finance, good)).length === good.length,
      patience / 2,
    );
    expect(await bookedAmong(finance, good)).toEqual(good.toSorted());
    await until('every created task is booked', async () => {
      const rows = await finance.query(`select from posting where kind = 'fee' and not task_id = any ($1)`, [
        good,
      ]);
      return rows.length === created;
    });
    expect(await effectsOfHostile(tasks)).toEqual([]);
    expect(await effectsOfHostile(finance)).toEqual([]);
    expect([...(await uselessReasons(tasks)), ...(await uselessReasons(finance))]).toEqual([]);
    await expectSumOfZero(finance);
    const unrouted = await tasks.query(`select from parked_message where kind = 'unrouted'`);
    expect(unrouted.length).toBeLessThanOrEqual(1100);
    const total = Object.values(expected).reduce((sum, each) => sum + each, 0);
    await report(
      `RabbitMQ: ${ofTransport} hostile messages (seed ${seed}), parked ${total} times by the queues they reached, ` +
        `${unrouted.length} kept as unrouted, none applied; ${good.length} good messages among them booked once, ` +
        `and ${created} tasks created meanwhile`,
    );
  });
});

const sorted = (counts: Record<string, number>): [string, number][] =>
  Object.entries(counts).sort(([left], [right]) => (left < right ? -1 : 1));

/** The queues that a routing key reaches at the exchange of its producer. */
function queuesOf(type: string): string[] {
  if (/^tasks\.task\.[^.]+$/.test(type)) {
    return ['finance.task-events'];
  }
  if (/^auth\.user\.[^.]+$/.test(type)) {
    return ['finance.auth-events', 'tasks.auth-events'];
  }
  return type === 'finance.task.priced' || type === 'finance.day.closed' ? ['tasks.finance-events'] : [];
}

describe('Hostile events in the feeds of other producers', { timeout: patience }, () => {
  let finance: FinanceAlone;
  const feeds: HostileFeed[] = [];

  beforeAll(async () => {
    finance = await FinanceAlone.create();
    feeds.push(await HostileFeed.start(), await HostileFeed.start());
  });

  afterAll(async () => {
    await finance.stop();
    await Promise.all(feeds.map((feed) => feed.stop()));
  });

  it('are parked with a reason or skipped, take no effect and harm no good event, each booked once (S4, S6)', async () => {
    const [ofTasks, ofAuth] = feeds as [HostileFeed, HostileFeed];
    const instance = await finance.newInstance({ TASKS_URL: ofTasks.url, AUTH_URL: ofAuth.url });
    const { database } = finance;
    const events = drawn(hostileEvents(['tasks', 'auth', 'finance']), seed);
    const damages = drawn(fc.option(brokenEnvelopes, { nil: undefined, freq: 1 }), seed);
    const expected: Record<string, number> = {};
    const good: string[] = [];
    const goodIds: string[] = [];
    let skipped = 0;
    ofTasks.betweenPages.push(...wrongPages);
    const person = uuidv4();
    for (let number = 0; number < ofTransport; number += 1) {
      const [feed, name] = number % 3 === 0 ? [ofAuth, 'auth'] : [ofTasks, 'tasks'];
      if (number % goodAmong === 0) {
        good.push(uuidv4());
        goodIds.push(uuidv7());
        ofTasks.add({
          id: JSON.stringify(goodIds.at(-1)),
          type: '"tasks.task.assigned"',
          version: '1',
          body: goodAssignment(good.at(-1) ?? '', person),
        });
      }
      const { type, body, version = 1 } = events.next().value;
      const damage = number % 8 === 0 ? damages.next().value : undefined;
      const fields = {
        type: JSON.stringify(type),
        version: JSON.stringify(version),
        body: number % largeAmong === 1 ? JSON.stringify('x'.repeat(tooLarge)) : body.toString(),
        ...damage?.(number),
      };
      if (number % 10 === 7) {
        const again = {
          task_uuid: good.at(-1),
          assigned_to: hostileId,
          timestamp: new Date().toISOString(),
          n: number,
        };
        ofTasks.add({
          id: JSON.stringify(goodIds.at(-1)),
          type: '"tasks.task.assigned"',
          version: '1',
          body: JSON.stringify(again),
        });
        expected['feed of tasks'] = (expected['feed of tasks'] ?? 0) + 1;
      } else {
        feed.add(fields);
        const isHandled =
          !fields.type.startsWith('"') || /^"(tasks\.task|auth\.user)\.[^."]+"$/.test(fields.type);
        skipped += isHandled ? 0 : 1;
        const source = `feed of ${name}`;
        expected[source] = (expected[source] ?? 0) + (isHandled ? 1 : 0);
      }
    }
    await instance.start();
    await until(
      'Finance has read both feeds',
      async () => {
        const rows = await database.query<{ producer: string; position: number }>(
          `select producer, position::int as position from feed_position`,
        );
        const positions = Object.fromEntries(rows.map(({ producer, position }) => [producer, position]));
        const isRead = positions['tasks'] === ofTasks.length && positions['auth'] === ofAuth.length;
        return isRead && ofTasks.betweenPages.length === 0;
      },
      patience / 2,
    ).catch((error: unknown) => {
      throw new Error(instance.recentOutput().slice(-4000), { cause: error });
    });
    expect(sorted(await parkedBySource(database))).toEqual(sorted(expected));
    expect(await bookedAmong(database, good)).toEqual(good.toSorted());
    expect(await effectsOfHostile(database)).toEqual([]);
    expect(await uselessReasons(database)).toEqual([]);
    await expectSumOfZero(database);
    const total = Object.values(expected).reduce((sum, each) => sum + each, 0);
    await report(
      `Feeds: ${ofTransport} hostile events (seed ${seed}), ${total} parked, ${skipped} of no interest skipped, none applied; ` +
        `${wrongPages.length} wrong pages refused; ${good.length} good events among them booked once`,
    );
  });
});

/** What may be wrong with an event besides its body: takes a number that makes the event unique. */
const brokenEnvelopes: fc.Arbitrary<(number: number) => { id?: string; type?: string; version?: string }> =
  fc.constantFrom<((number: number) => { id?: string; type?: string; version?: string })[]>(
    (number) => ({ id: `"not a UUID ${number}"` }),
    () => ({ id: 'null' }),
    () => ({ id: '7' }),
    () => ({ id: '{"a":[]}' }),
    () => ({ version: '1.5' }),
    () => ({ version: '"1"' }),
    () => ({ version: 'null' }),
    () => ({ version: '-1' }),
    () => ({ version: '1e300' }),
    () => ({ type: 'null' }),
    () => ({ type: '7' }),
    () => ({ type: '["tasks.task.assigned"]' }),
    () => ({ type: '{"toString":"x"}' }),
  );

const pageWith = (position: string): string =>
  `{"events":[{"position":${position},"id":"${uuidv7()}","type":"tasks.task.assigned","version":1,"body":` +
  `${goodAssignment(hostileId, hostileId)}}],"last_position":9007199254740991}`;

/**
 * Answers for a reader at a position that would move it to where it must not be, or are no pages at all.
 */
const wrongPages: ((after: number) => string)[] = [
  ...['-1', '0', '1.5', '"1"', '9007199254740991', 'null'].map((position) => () => pageWith(position)),
  (after) => pageWith(String(after + 2)),
  (after) => pageWith(String(after)),
  (after) => pageWith(`"${after + 1}"`),
  () => '{"events":{},"last_position":1}',
  () => '{"events":[],"last_position":-1}',
  () => '[]',
  () => '{"events":[',
  () => '',
];
