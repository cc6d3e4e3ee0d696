import amqp from 'amqplib';
import { v7 as uuidv7 } from 'uuid';
import { reconciliation, reconciliationRun, type ReconciliationRun } from '@ates/contracts';
import { expectCorrectBooks } from './support/books.js';
import { borrowBroker, type Broker } from './support/broker.js';
import { createAndComplete, performers } from './support/load.js';
import { System } from './support/system.js';
import { until } from './support/until.js';

const administrator = 'admin@ates.local';

/** Prices, balances, postings and income, for comparison. */
const booksOf = async (system: System) => ({
  prices: await system.databases.finance.query(`select id, fee, reward from task order by id`),
  balances: await system.databases.finance.query(
    `select user_id, balance from account where kind = 'person' order by user_id`,
  ),
  postings: await system.databases.finance.query(
    `select key_of(key.kind, key.subject) as key, posting.kind, amount, posting.task_id, user_id, occurred_at,
            posting.booked_on,
            encode(content_hash, 'hex') as hash
     from posting
     join posting_key as key on key.posting = posting.id
     left join account on account.id = person_account
     order by 1`,
  ),
  income: await system.databases.finance.query(`select day, balance from company_day_balance order by day`),
});

const stateOf = async (system: System, service: 'tasks' | 'finance') => {
  const api = await system.as(administrator, service);
  return reconciliation.parse((await api.get('/reconciliation')).body);
};

const runsOf = async (system: System, producer: string): Promise<ReconciliationRun[]> => {
  const { producers } = await stateOf(system, 'finance');
  return producers.find((known) => known.producer === producer)?.runs ?? [];
};

const healed = (runs: ReconciliationRun[], effect: string): number =>
  runs.filter(({ kind }) => kind !== 'first').reduce((sum, run) => sum + (run.healed[effect] ?? 0), 0);

describe.each(['rabbitmq', 'feed'] as const)('Finance, over %s (F11)', (transport) => {
  let broker: Broker | undefined;
  let system: System;

  beforeAll(async () => {
    broker = transport === 'rabbitmq' ? await borrowBroker() : undefined;
    const environment = { tasks: { RECONCILE_SECONDS: '1' }, finance: { RECONCILE_SECONDS: '1' } };
    system = await System.start({ transport, amqpUrl: broker?.url, environment });
    await system.untilPeopleCached();
  });

  afterAll(async () => {
    await system.stop();
    await broker?.release();
  });

  const work = async (count: number): Promise<void> => {
    const outcome = await createAndComplete(await performers(system), count, 4);
    expect(outcome.failures).toEqual([]);
  };

  it('catches up automatically to the same books after restoring an old backup', async () => {
    const { finance } = system.services;
    await work(60);
    await expectCorrectBooks(system);
    await finance.stop();
    const restore = await system.databases.finance.backUp();
    await finance.start();
    await work(60);
    await expectCorrectBooks(system);
    const control = await booksOf(system);
    await finance.stop();
    await restore();
    expect(await booksOf(system)).not.toEqual(control);
    await finance.start();
    await expectCorrectBooks(system);
    expect(await booksOf(system)).toEqual(control);
  });

  it('rebuilds identical prices, fees and rewards after losing its database', async () => {
    const { finance } = system.services;
    await expectCorrectBooks(system);
    const control = await booksOf(system);
    await finance.stop();
    await system.databases.finance.wipe();
    await finance.start();
    await system.untilPeopleCached();
    await expectCorrectBooks(system);
    expect(await booksOf(system)).toEqual(control);
    const { body } = await (
      await system.as(administrator, 'finance')
    ).get<{ differences: unknown[] }>('/accounting/verification');
    expect(body.differences).toEqual([]);
  });

  it('heals everything missing in a run started by an administrator, and reports the exact numbers', async () => {
    await expectCorrectBooks(system);
    const control = await booksOf(system);
    const lost = await loseTasks(7);
    const api = await system.as(administrator, 'finance');
    const started = await api.post('/reconciliation/runs', { producer: 'tasks' });
    const { id } = reconciliationRun.parse(started.body);
    const run = await until('the run has ended', async () => {
      const { body } = await api.get(`/reconciliation/runs/${id}`);
      const state = reconciliationRun.parse(body);
      return state.state === 'done' ? state : undefined;
    });
    expect(run.healed).toMatchObject({ prices: lost.tasks, postings: lost.postings });
    expect((await booksOf(system)).prices).toEqual(control.prices);
    expect((await booksOf(system)).postings).toEqual(control.postings);
  });

  /** Removes the first tasks with their postings, as if their events had never arrived. No service can do that. */
  const loseTasks = async (count: number): Promise<{ tasks: number; postings: number }> => {
    const { finance } = system.databases;
    const lost = `select id from task order by id limit ${count}`;
    for (const table of ['posting', 'posting_key', 'task']) {
      await finance.query(`alter table ${table} disable trigger user`);
    }
    const gone = await finance.query(
      `with gone as (
         delete from posting where task_id in (${lost}) returning id, person_account, person_amount, booked_on
       ), keys as (
         delete from posting_key using gone where posting = gone.id
       ), people as (
         update account set balance = balance - total
         from (select person_account, sum(person_amount) as total from gone group by person_account) as change
         where account.id = change.person_account
       ), days as (
         update company_day_balance set balance = balance + total
         from (select booked_on, sum(person_amount) as total from gone group by booked_on) as change
         where day = booked_on
       )
       select from gone`,
    );
    await finance.query(`delete from task where id in (${lost})`);
    for (const table of ['posting', 'posting_key', 'task']) {
      await finance.query(`alter table ${table} enable trigger user`);
    }
    await finance.query(`alter table posting enable always trigger posting_is_append_only`);
    await finance.query(`alter table posting_key enable always trigger posting_key_is_append_only`);
    return { tasks: count, postings: gone.length };
  };

  it('shows the lag of each producer and gauges that are all 0', async () => {
    // A day that has just ended stays open for about a minute.
    const state = await until('no producer has a lag, and no past day is open', async () => {
      const found = await stateOf(system, 'finance');
      const isClosed = found.figures['open_past_days'] === 0;
      return isClosed && found.producers.every(({ lag }) => lag === 0) ? found : undefined;
    });
    expect(state.transport).toBe(transport);
    expect(state.producers.map(({ producer }) => producer)).toEqual(['auth', 'tasks']);
    expect(state.figures).toMatchObject({
      parked_messages: 0,
      unpriced_tasks: 0,
      open_past_days: 0,
    });
    const metrics = await (await system.as(administrator, 'finance')).get<string>('/metrics');
    for (const name of [...Object.keys(state.figures), 'reconciliation_healed_total']) {
      expect(metrics.body).toContain(`# TYPE ${name} `);
    }
    expect((await stateOf(system, 'tasks')).producers.map(({ producer }) => producer)).toContain('auth');
  });
});

describe('Messages that RabbitMQ lost (F11)', () => {
  let broker: Broker;
  let system: System;

  beforeAll(async () => {
    broker = await borrowBroker();
    const environment = { tasks: { RECONCILE_SECONDS: '1' }, finance: { RECONCILE_SECONDS: '1' } };
    system = await System.start({ transport: 'rabbitmq', amqpUrl: broker.url, environment });
    await system.untilPeopleCached();
    await until('Finance has caught up with the events before its queue was bound', async () => {
      const rows = await system.databases.finance.query(
        `select from feed_position where producer = 'tasks' and caught_up_at is not null`,
      );
      return rows.length > 0;
    });
  });

  afterAll(async () => {
    await system.stop();
    await broker.release();
  });

  const onBroker = async <Result>(ask: (channel: amqp.Channel) => Promise<Result>): Promise<Result> => {
    const connection = await amqp.connect(broker.url);
    try {
      return await ask(await connection.createChannel());
    } finally {
      await connection.close();
    }
  };

  const isPublished = () =>
    until('Tasks has published everything', async () => {
      const [row] = await system.databases.tasks.query<{ is_published: boolean }>(
        `select not exists (select from outbox_new)
                and (select last_position from outbox_head) = (select position from outbox_relay) as is_published`,
      );
      return row?.is_published;
    });

  it('are booked after a queue is purged, and reported with their exact number', async () => {
    const people = await performers(system);
    await system.services.finance.stop();
    const outcome = await createAndComplete(people, 40, 4);
    await isPublished();
    await onBroker((channel) => channel.purgeQueue('finance.task-events'));
    await system.services.finance.start();
    await expectCorrectBooks(system);
    const runs = await until('the healed postings are reported', async () => {
      const recorded = await runsOf(system, 'tasks');
      return healed(recorded, 'postings') > 0 && recorded.every(({ state }) => state === 'done')
        ? recorded
        : undefined;
    });
    expect(healed(runs, 'prices')).toBe(40);
    expect(healed(runs, 'postings')).toBe(outcome.created + outcome.completed);
    expect(system.services.finance.recentOutput()).toMatch(
      new RegExp(`healed .*${outcome.created + outcome.completed} postings`),
    );
    const metrics = await (await system.as(administrator, 'finance')).get<string>('/metrics');
    expect(metrics.body).toContain(
      `reconciliation_healed_total{producer="tasks",effect="postings"} ${outcome.created + outcome.completed}`,
    );
  });

  it('are booked once after queues are deleted under load, and new people become known', async () => {
    const people = await performers(system);
    const load = createAndComplete(people, 200, 4, (done) => {
      if (done === 60) {
        void onBroker(async (channel) => {
          await channel.deleteQueue('finance.task-events');
          await channel.deleteQueue('finance.auth-events');
          await channel.deleteQueue('tasks.auth-events');
        });
      }
    });
    const admin = await system.as(administrator, 'auth');
    expect((await load).failures).toEqual([]);
    const person = await admin.post('/users', {
      name: 'Ara',
      email: `${uuidv7()}@ates.local`,
      roles: ['employee'],
      password: 'popug-4300-ara',
    });
    expect(person.status).toBe(201);
    await expectCorrectBooks(system);
    await system.untilPeopleCached(9);
  });
});
