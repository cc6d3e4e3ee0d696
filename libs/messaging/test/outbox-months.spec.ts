import pg from 'pg';
import type { INestApplication } from '@nestjs/common';
import { feedPage, type FeedEvent } from '@ates/contracts';
import { dataSourceOptions, openDataSource } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { storedEvents } from '../../../test/support/events.js';
import { createServiceDatabase } from '../../../test/support/service-database.js';
import { statementsDuring, transactionsWith } from '../../../test/support/statement-count.js';
import { until } from '../../../test/support/until.js';
import { messagingMigrations } from '../src/migrations.js';
import { emit, someEvents, startProducer, urlOf } from './support/services.js';

const instance = '00000000-0000-4000-8000-000000000001';
const addOne = `insert into outbox_new (id, type, version, body) values (uuidv7(), 'some.event', 1, '{}')`;

/** SQL of the first day of a month, by its distance from the present one. */
const monthAt = (distance: number): string =>
  `(date_trunc('month', now() at time zone 'UTC') + interval '${distance} months')::date`;

interface Placed {
  id: string;
  position: number;
  table: string;
}

const placedIn = (database: TestDatabase): Promise<Placed[]> =>
  database.query<Placed & pg.QueryResultRow>(
    `select id, position::int, tableoid::regclass::text as table from outbox order by position`,
  );

const positionsTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** The number of blocks that a statement reads or writes. */
async function blocksOf(client: pg.Client, statement: string): Promise<number> {
  const { rows } = await client.query<Record<'QUERY PLAN', { Plan: Record<string, number> }[]>>(
    `explain (analyze, buffers, format json) ${statement}`,
  );
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  return (plan?.['Shared Hit Blocks'] ?? Infinity) + (plan?.['Shared Read Blocks'] ?? Infinity);
}

/** Makes it look as if `count` events had been published in an earlier month. */
async function fillMonth(database: TestDatabase, distance: number, count: number): Promise<void> {
  await database.query(`select make_month('outbox', ${monthAt(distance)})`);
  await database.query(
    `with added as (
       insert into outbox (position, added_at, month, version, id, type, body)
       select last_position + number, now(), ${monthAt(distance)}, 1, uuidv7(), 'some.event', '{}'
       from outbox_head, generate_series(1, $1::int) as number
     ), begun as (
       insert into outbox_month (month, first_position)
       select ${monthAt(distance)}, last_position + 1 from outbox_head
     )
     update outbox_head set last_position = last_position + $1, month = ${monthAt(distance)}`,
    [count],
  );
}

describe('Placing events in the outbox', () => {
  let database: TestDatabase;
  let service: pg.Client;

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: database.serviceUrl });
    // A connection that a test ends must not end the process.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  const place = async (client = service, { token = 1, atMost = 5000 } = {}): Promise<number> => {
    const { rows } = await client.query<{ placed: number }>(
      `select place_events('outbox', $1, $2, $3) as placed`,
      [instance, token, atMost],
    );
    return rows[0]?.placed ?? 0;
  };

  const placeAll = async (): Promise<void> => {
    while ((await place()) > 0) {
      // There may be more.
    }
  };

  beforeEach(async () => {
    database = await createServiceDatabase('auth');
    await database.query(
      `insert into instance_lease (name, instance, token, expires_at, session_pid)
       values ('outbox', $1, 1, now() + interval '1 day', 1)`,
      [instance],
    );
    service = await connect();
  });

  afterEach(async () => {
    await service.end();
    await database.drop();
  });

  it('leaves no gap and loses nothing with several at once, late commits, rollbacks and broken connections', async () => {
    const committed: string[][] = [];
    const writing = new Set([1, 2, 3, 4]);
    const write = async (writer: number): Promise<void> => {
      const client = await connect();
      for (let turn = 0; turn < 60; turn += 1) {
        await client.query('begin');
        const { rows } = await client.query<{ id: string }>(
          `insert into outbox_new (id, type, version, body)
           select uuidv7(), 'some.event', 1, '{}' from generate_series(1, 3) returning id`,
        );
        await client.query(`select pg_sleep($1)`, [((turn * 7 + writer * 3) % 5) / 500]);
        if (turn % 4 === 3) {
          await client.query('rollback');
        } else {
          await client.query('commit');
          committed.push(rows.map(({ id }) => id));
        }
      }
      await client.end();
      writing.delete(writer);
    };
    let broken = 0;
    const placeRepeatedly = async (): Promise<void> => {
      let client = await connect();
      while (writing.size > 0) {
        try {
          await place(client, { atMost: 7 });
        } catch {
          broken += 1;
          await client.end().catch(() => undefined);
          client = await connect();
        }
      }
      await client.end();
    };
    const breakRepeatedly = async (): Promise<void> => {
      while (writing.size > 0) {
        await database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and state = 'active' and query like 'select place_events%' limit 1`,
        );
      }
    };
    await Promise.all([
      ...[...writing].map(write),
      placeRepeatedly(),
      placeRepeatedly(),
      placeRepeatedly(),
      breakRepeatedly(),
    ]);
    await placeAll();
    expect(broken).toBeGreaterThan(0);

    const placed = await placedIn(database);
    expect(placed.map(({ position }) => position)).toEqual(positionsTo(committed.flat().length));
    const positions = new Map(placed.map(({ id, position }) => [id, position]));
    expect(new Set(positions.keys())).toEqual(new Set(committed.flat()));
    for (const ids of committed) {
      const order = ids.map((id) => positions.get(id) ?? 0);
      expect(order).toEqual([...order].sort((left, right) => left - right));
    }
    expect(await database.query(`select from outbox_new`)).toEqual([]);
  });

  it('is refused to an instance that another has taken the lease from', async () => {
    await service.query(addOne);
    await expect(place(service, { token: 2 })).rejects.toMatchObject({ code: 'ATLL1' });
    expect(await placedIn(database)).toEqual([]);
    expect(await place()).toBe(1);
  });

  it('begins a new month at its first event and continues the positions', async () => {
    await fillMonth(database, -1, 3);
    await service.query(addOne);
    await service.query(addOne);
    await placeAll();
    const placed = await placedIn(database);
    expect(placed.map(({ position }) => position)).toEqual(positionsTo(5));
    expect(new Set(placed.map(({ table }) => table)).size).toBe(2);
    expect(
      await database.query(`select first_position::int from outbox_month where month = ${monthAt(0)}`),
    ).toEqual([{ first_position: 4 }]);
  });

  it('never goes back to an earlier month with the clock', async () => {
    await fillMonth(database, 2, 3);
    await service.query(addOne);
    await placeAll();
    expect(new Set((await placedIn(database)).map(({ table }) => table)).size).toBe(1);
  });

  it('places events whose month was not made, too', async () => {
    const present = await database.query<{ name: string }>(
      `select month_table('outbox', ${monthAt(0)}) as name`,
    );
    await database.query(`drop table ${present[0]?.name}`);
    await service.query(addOne);
    await service.query(addOne);
    await placeAll();
    expect((await placedIn(database)).map(({ table }) => table)).toEqual(['outbox_other', 'outbox_other']);
    const { rows } = await service.query<{ position: string }>(`select position from events_after(1, 10)`);
    expect(rows).toEqual([{ position: '2' }]);
  });

  it('places all events of a long transaction in their order, after those that committed before it', async () => {
    const late = await connect();
    await late.query('begin');
    await late.query(addOne);
    for (let round = 0; round < 3; round += 1) {
      await service.query(addOne);
      await placeAll();
    }
    await late.query(addOne);
    await late.query('commit');
    await late.end();
    const pending = await database.query<{ id: string }>(`select id from outbox_new order by seq`);
    await placeAll();
    const placed = await placedIn(database);
    expect(placed.map(({ position }) => position)).toEqual(positionsTo(5));
    expect(placed.slice(3).map(({ id }) => id)).toEqual(pending.map(({ id }) => id));
  });

  it('gives an event one position, however often it is added', async () => {
    const add = `insert into outbox_new (id, type, version, body) values ('${instance}', 'some.event', 1, '{}')`;
    await service.query(add);
    await expect(service.query(add)).rejects.toMatchObject({ code: '23505' });
    await placeAll();
    await service.query(addOne);
    await service.query(add);
    await service.query(addOne);
    await placeAll();
    const placed = await placedIn(database);
    expect(placed.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(placed.filter(({ id }) => id === instance)).toHaveLength(1);
    expect(await database.query(`select from outbox_new`)).toEqual([]);
  });

  it('does not read the remains of placed events, however long a transaction keeps them', async () => {
    const reader = await connect();
    await reader.query('begin isolation level repeatable read');
    await reader.query('select from outbox');
    for (let round = 0; round < 10; round += 1) {
      await service.query(
        `insert into outbox_new (id, type, version, body)
         select uuidv7(), 'some.event', 1, '{}' from generate_series(1, 4000)`,
      );
      await placeAll();
    }
    const statement = `select place_events('outbox', '${instance}', 1, 5000)`;
    // The remains are on more than 500 blocks. They are read while a transaction that may have added some still writes,
    // in whatever database of the cluster.
    await until('only a few blocks are read', async () => {
      await service.query(addOne);
      return (await blocksOf(service, statement)) < 100;
    });
    await reader.query('commit');
    await reader.end();
  });

  it('finds new events in a database that was restored as SQL and counts its transactions from the beginning again', async () => {
    await service.query(addOne);
    await placeAll();
    await database.query(`update outbox_head set placed_before = '4000000000'`);
    await service.query(addOne);
    await placeAll();
    expect((await placedIn(database)).map(({ position }) => position)).toEqual([1, 2]);
  });

  it('is final: no one changes or deletes an event with a position, in any month', async () => {
    await fillMonth(database, -1, 3);
    const tables = await database.query<{ name: string }>(
      `select relid::regclass::text as name from pg_partition_tree('outbox')`,
    );
    expect(tables.length).toBeGreaterThan(5);
    for (const { name } of tables) {
      for (const statement of [
        `update ${name} set position = 7`,
        `delete from ${name}`,
        `truncate ${name}`,
        `set session_replication_role = 'replica'; delete from ${name}`,
      ]) {
        await expect(database.query(statement), statement).rejects.toThrow(
          'an event with a position never changes',
        );
      }
    }
  });

  describe('with events of 24 months', () => {
    beforeEach(async () => {
      for (let distance = -24; distance < 0; distance += 1) {
        await fillMonth(database, distance, 100);
      }
      await database.query('vacuum analyze');
    });

    interface Read {
      table: string;
      scans: number;
      rows: number;
    }

    /** What a statement reads of the tables of events, by index and from end to end. */
    const readsOf = async (statement: string): Promise<{ byIndex: Read[]; fromEndToEnd: Read[] }> => {
      // On a connection of its own, since PostgreSQL counts what a connection has read.
      const reader = await connect();
      const reads = (kind: 'idx' | 'seq', rows: string) =>
        reader.query<Read>(
          `select relname::text as table, ${kind}_scan::int as scans, ${rows}::int as rows
           from pg_stat_xact_user_tables
           where (relname in ('outbox_new', 'outbox_other') or relname like 'outbox\\_2%') and ${kind}_scan > 0`,
        );
      await reader.query('begin');
      await reader.query(statement);
      const byIndex = (await reads('idx', 'idx_tup_fetch')).rows;
      const fromEndToEnd = (await reads('seq', 'seq_tup_read')).rows;
      await reader.query('rollback');
      await reader.end();
      return { byIndex, fromEndToEnd };
    };

    it('reads a page from one month, by index, and only the rows of the page', async () => {
      const { byIndex, fromEndToEnd } = await readsOf(`select from events_after(1210, 50)`);
      expect(fromEndToEnd).toEqual([]);
      expect(byIndex).toEqual([{ table: expect.stringMatching(/^outbox_\d/) as string, scans: 1, rows: 50 }]);
    });

    it('moves new events by index, and reads no earlier month', async () => {
      await service.query(
        `insert into outbox_new (id, type, version, body)
         select uuidv7(), 'some.event', 1, '{}' from generate_series(1, 5000)`,
      );
      const [{ present } = { present: '' }] = await database.query<{ present: string }>(
        `select month_table('outbox', ${monthAt(0)}) as present`,
      );
      // Only the first event of another server needs the one before, whichever month that is in.
      await service.query(`select note_outbox_timeline()`);
      const { byIndex, fromEndToEnd } = await readsOf(
        `select place_events('outbox', '${instance}', 1, 1000)`,
      );
      expect(fromEndToEnd).toEqual([]);
      expect(byIndex.map(({ table }) => table).sort()).toEqual([present, 'outbox_new']);
    });

    it('hands out the whole feed, month after month', async () => {
      const seen: number[] = [];
      for (let page = [0]; page.length > 0; seen.push(...page)) {
        const { rows } = await service.query<{ position: number }>(
          `select position::int from events_after($1, 70)`,
          [seen.at(-1) ?? 0],
        );
        page = rows.map(({ position }) => position);
      }
      expect(seen).toEqual(positionsTo(2400));
    });
  });
});

describe('The feed of a service with months', () => {
  let database: TestDatabase;
  let app: INestApplication;

  beforeEach(async () => {
    database = await createTestDatabase('months');
    app = await startProducer({ databaseUrl: database.url, transport: 'feed' });
  });

  afterEach(async () => {
    await app.close();
    await database.drop();
  });

  const request = async (query: string): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${await urlOf(app)}/events?${query}`);
    return { status: response.status, body: await response.json() };
  };

  const readAll = async (): Promise<FeedEvent[]> => {
    const seen: FeedEvent[] = [];
    for (;;) {
      const { body } = await request(`after=${seen.at(-1)?.position ?? 0}&limit=100`);
      const { events } = feedPage.parse(body);
      if (events.length === 0) {
        return seen;
      }
      seen.push(...events);
    }
  };

  const untilPlaced = () =>
    until(
      'all events have positions',
      async () => (await database.query(`select from outbox_new`)).length === 0,
    );

  it('refuses positions of a detached month clearly, and is whole once it is attached again', async () => {
    await fillMonth(database, -3, 150);
    await fillMonth(database, -2, 150);
    await emit(app, someEvents(20));
    await untilPlaced();
    const whole = await readAll();
    expect(whole.map(({ position }) => position)).toEqual(positionsTo(320));

    await database.query(`select detach_month('outbox', ${monthAt(-2)})`);
    const refused = { status: 503, body: { type: 'urn:ates:problem:feed-month-detached' } };
    expect(await request('after=0&limit=1000')).toMatchObject({ status: 200 });
    expect(await request('after=149')).toMatchObject({ status: 200 });
    expect(await request('after=150')).toMatchObject(refused);
    expect(await request('after=299')).toMatchObject(refused);
    // The event that the reader knows is detached; the next one is not.
    expect(await request(`after=300&after_id=${whole[299]?.id}`)).toMatchObject({ status: 200 });

    await database.query(`select attach_month('outbox', ${monthAt(-2)})`);
    expect(await readAll()).toEqual(whole);
  });

  it('takes one round trip to look for new events and one to place them, both prepared', async () => {
    await emit(app, someEvents(1));
    await untilPlaced();
    const rounds = 5;
    const sent = await statementsDuring(async () => {
      for (let round = 0; round < rounds; round += 1) {
        await emit(app, someEvents(3));
        await untilPlaced();
      }
    });
    const [adding, placing] = ['insert into outbox_new', 'select place_events'];
    // Only adding is a transaction with more than one statement.
    expect(transactionsWith(sent, '')).toHaveLength(rounds);
    expect(transactionsWith(sent, adding)).toHaveLength(rounds);
    const ofOutbox = sent.filter(({ text }) => /outbox|place_events/.test(text) && !isOfTest(text));
    expect(ofOutbox.filter(({ text }) => !text.startsWith(adding) && !text.startsWith(placing))).toEqual([]);
    expect(ofOutbox.every(({ isPrepared }) => isPrepared)).toBe(true);
  });

  const isOfTest = (text: string): boolean => text === 'select from outbox_new';
});

describe('A database whose outbox is one table', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase('single');
  });

  afterEach(() => database.drop());

  const migrate = async (which: (name: string) => boolean): Promise<void> => {
    const options = dataSourceOptions({ url: database.url, entities: [], migrations: messagingMigrations });
    const migrations = Object.values(options.migrations ?? {}).filter(
      (migration) => typeof migration === 'function' && which(nameOf(migration as new () => object)),
    );
    await (await openDataSource({ ...options, migrations })).destroy();
  };

  const nameOf = (migration: new () => object): string => {
    const made = new migration();
    return 'name' in made && typeof made.name === 'string' ? made.name : '';
  };

  it('keeps every event with its position and its bytes, and those without one get the next', async () => {
    await migrate((name) => name.endsWith('-0000000000001'));
    // One event was added in an earlier month than the one before it, as by a transaction that took long.
    await database.query(
      `insert into outbox (id, type, version, body, position, added_at)
       select uuidv7(), 'some.event', 1, ('{ "number":  ' || number || ' }')::json, number,
              now() - make_interval(days => 400 - number) - case number when 200 then interval '2 months' else '0' end
       from generate_series(1, 390) as number`,
    );
    await database.query(
      `insert into outbox (id, type, version, body)
       select uuidv7(), 'some.event', 1, json_build_object('number', number)
       from generate_series(391, 400) as number`,
    );
    await database.query(`update outbox_head set last_position = 390`);
    const select = (from: string) =>
      database.query<{ id: string; position: string | null }>(
        `select id, position, type, version, body::text from ${from} order by position, id`,
      );
    const before = await select('outbox');
    const app = await startProducer({ databaseUrl: database.url, transport: 'feed' });
    try {
      await until('all events have positions', async () => {
        const rows = await database.query(`select from outbox`);
        return rows.length === 400;
      });
      const after = await select(`${storedEvents} as event`);
      expect(after.slice(0, 390)).toEqual(before.slice(0, 390));
      expect(after.map(({ position }) => Number(position))).toEqual(positionsTo(400));
      expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
      const months = await database.query<{ months: number; in_order: boolean; other: number }>(
        `select count(distinct month)::int as months,
                bool_and(month >= before) as in_order,
                count(*) filter (where tableoid = 'outbox_other'::regclass)::int as other
         from (select *, tableoid, lag(month, 1, month) over (order by position) as before from outbox) as event`,
      );
      expect(months[0]).toMatchObject({ in_order: true, other: 0 });
      expect(months[0]?.months).toBeGreaterThan(12);
    } finally {
      await app.close();
    }
  });
});
