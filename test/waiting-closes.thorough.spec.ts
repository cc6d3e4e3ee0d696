import amqp from 'amqplib';
import { v7 as uuidv7 } from 'uuid';
import type { BusinessDay, BusinessDayPage } from '@ates/contracts';
import { borrowBroker, type Broker } from './support/broker.js';
import { performers } from './support/load.js';
import { System } from './support/system.js';
import { until } from './support/until.js';

const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const noon = `${yesterday}T12:00:00.000Z`;

describe.each(['rabbitmq', 'feed'] as const)('Closing a day, over %s (F6)', (transport) => {
  let broker: Broker | undefined;
  let system: System;
  let earner: string;
  let loser: string;

  beforeEach(async () => {
    broker = transport === 'rabbitmq' ? await borrowBroker() : undefined;
    const finance = {
      CLOSE_DAYS: 'automatically',
      CLOSE_DELAY_SECONDS: '0',
      // So that only the close itself reads the feed.
      RECONCILE_SECONDS: '86400',
    };
    system = await System.start({ transport, amqpUrl: broker?.url, environment: { finance } });
    await system.untilPeopleCached();
    [earner = '', loser = ''] = [...(await performers(system)).keys()];
    await financeIsBound();
  });

  afterEach(async () => {
    await system.stop();
    await broker?.release();
  });

  const onBroker = async <Result>(ask: (channel: amqp.Channel) => Promise<Result>): Promise<Result> => {
    const connection = await amqp.connect(broker?.url ?? '');
    try {
      return await ask(await connection.createChannel());
    } finally {
      await connection.close();
    }
  };

  const financeIsBound = () =>
    until('Finance has caught up with Tasks', async () => {
      const rows = await system.databases.finance.query(
        `select from feed_position where producer = 'tasks' and (caught_up_at is not null or $1)`,
        [transport === 'feed'],
      );
      return rows.length === 1;
    });

  /** Adds an event of yesterday to the outbox of Tasks, as Tasks itself does. */
  const publish = (event: 'assigned' | 'completed', task: string, person: string) =>
    system.databases.tasks.query(`insert into outbox_new (id, type, version, body) values ($1, $2, 1, $3)`, [
      uuidv7(),
      `tasks.task.${event}`,
      JSON.stringify({ task_uuid: task, assigned_to: person, timestamp: noon }),
    ]);

  const isPublished = () =>
    until('Tasks has published everything', async () => {
      const [row] = await system.databases.tasks.query<{ is_published: boolean }>(
        `select not exists (select from outbox_new)
                and ($1 or (select last_position from outbox_head) = (select position from outbox_relay))
                  as is_published`,
        [transport === 'feed'],
      );
      return row?.is_published;
    });

  const closedDays = async (): Promise<BusinessDay[]> => {
    const manager = await system.as('manager@ates.local', 'finance');
    return (await manager.get<BusinessDayPage>('/accounting/days')).body.items;
  };

  const closed = () =>
    until('yesterday is closed', async () => (await closedDays()).find(({ date }) => date === yesterday));

  const payouts = () =>
    system.databases.finance.query<{ day: string; user_id: string }>(
      `select booked_on::text as day, user_id from posting join account on account.id = person_account
       where posting.kind = 'payout'`,
    );

  /** Lets Finance book an assignment without closing the day. */
  const bookAssignment = async (task: string) => {
    const { finance } = system.services;
    await finance.stop();
    await finance.start({ CLOSE_DAYS: 'by-hand' });
    await publish('assigned', task, loser);
    await until('the assignment is booked', async () => {
      const rows = await system.databases.finance.query(`select from posting`);
      return rows.length === 1;
    });
    await finance.stop();
  };

  it('waits for a Tasks that is down with unpublished events, and then pays for them once', async () => {
    const { tasks, finance } = system.services;
    const task = uuidv7();
    await bookAssignment(task);
    await tasks.kill();
    await publish('completed', task, earner);
    const other = await system.anotherInstance('finance');
    try {
      await Promise.all([finance.start(), other.start()]);
      await until('the close waits for Tasks', async () => {
        const rows = await system.databases.finance.query(
          `select from awaited_position where position is null and gave_up_at is null`,
        );
        return rows.length === 1;
      });
      expect(await closedDays()).toEqual([]);
      await tasks.start();
      expect(await closed()).toMatchObject({ postings: 2, paid_people: 1, people_in_the_red: 1 });
      expect(await payouts()).toEqual([{ day: yesterday, user_id: earner }]);
    } finally {
      await other.stop();
    }
  });

  it('includes events that the broker lost', async () => {
    const { finance } = system.services;
    const task = uuidv7();
    await finance.stop();
    await publish('completed', task, earner);
    await isPublished();
    if (transport === 'rabbitmq') {
      await onBroker((channel) => channel.purgeQueue('finance.task-events'));
    }
    await finance.start();
    await publish('assigned', task, loser);
    expect(await closed()).toMatchObject({ postings: 2, paid_people: 1 });
    expect(await payouts()).toEqual([{ day: yesterday, user_id: earner }]);
  });

  it('stops waiting for a Tasks that stays away, and books its late events on the next day (F9)', async () => {
    const { tasks, finance } = system.services;
    const task = uuidv7();
    await bookAssignment(task);
    await tasks.kill();
    await publish('completed', task, earner);
    await finance.start({ CLOSE_WAITS_AT_MOST_SECONDS: '1' });
    expect(await closed()).toMatchObject({ postings: 1, paid_people: 0 });
    expect(finance.recentOutput()).toContain('gave up waiting for tasks');
    await tasks.start();
    const [late] = await until('the late event is booked', async () => {
      const rows = await system.databases.finance.query<{ booked_on: string; occurred_on: string }>(
        `select booked_on::text, (occurred_at at time zone 'UTC')::date::text as occurred_on
         from posting where kind = 'reward'`,
      );
      return rows.length > 0 ? rows : undefined;
    });
    expect(late?.occurred_on).toBe(yesterday);
    expect((late?.booked_on ?? '') > yesterday).toBe(true);
  });
});
