import pg from 'pg';
import { Test } from '@nestjs/testing';
import { ScheduleModule } from '@nestjs/schedule';
import type { INestApplicationContext } from '@nestjs/common';
import {
  ConcurrentChange,
  Database,
  DatabaseModule,
  InstanceLeases,
  poolOptions,
  prepared,
  type IdempotencyKey,
} from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';

const keyOf = (key: string, request: string): IdempotencyKey => ({
  owner: 'person:polly',
  key,
  request,
  holdsSecret: false,
});

describe('The database of a service', () => {
  let testDatabase: TestDatabase;
  let contexts: INestApplicationContext[];

  const start = async (): Promise<INestApplicationContext> => {
    const context = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({ url: testDatabase.url, entities: [], migrations: [] }),
      ],
    }).compile();
    await context.init();
    context.enableShutdownHooks();
    contexts.push(context);
    return context;
  };

  beforeEach(async () => {
    contexts = [];
    testDatabase = await createTestDatabase('platform');
    await testDatabase.query('create table deed (name text)');
  });

  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await testDatabase.drop();
  });

  const deeds = async (): Promise<number> => {
    const rows = await testDatabase.query<{ count: number }>('select count(*)::int as count from deed');
    return rows[0]?.count ?? 0;
  };

  const doDeed = (database: Database, key: IdempotencyKey | undefined, answer: string) =>
    database.once(key, async (tx) => {
      await tx.query(`insert into deed values ($1)`, [answer]);
      return { answer };
    });

  it('is migrated once when two instances start together', async () => {
    await Promise.all([start(), start()]);
    const rows = await testDatabase.query<{ name: string }>('select name from migrations order by id');
    expect(rows.map(({ name }) => name)).toEqual([
      'platform-0000000000001',
      'fence-0000000000002',
      'months-0000000000002',
    ]);
  });

  it('parses a prepared statement once per connection, and any other statement each time', async () => {
    const database = (await start()).get(Database);
    const marked = prepared('select $1::int + 1 as next');
    const seen = await database.transaction(async (tx) => {
      const results: unknown[] = [];
      for (const value of [1, 2, 3]) {
        results.push(await tx.query(marked, [value]), await tx.query('select $1::int as same', [value]));
      }
      const statements = await tx.query<{ statement: string }[]>(
        `select statement from pg_prepared_statements order by statement`,
      );
      return { results, statements };
    });
    expect(seen.results.flat()).toEqual([
      { next: 2 },
      { same: 1 },
      { next: 3 },
      { same: 2 },
      { next: 4 },
      { same: 3 },
    ]);
    expect(seen.statements.map(({ statement }) => statement)).toContain(marked);
    expect(seen.statements.map(({ statement }) => statement)).not.toContain('select $1::int as same');
  });

  it('runs a transaction again that throws ConcurrentChange, and keeps nothing of the first attempt', async () => {
    const database = (await start()).get(Database);
    let attempts = 0;
    await database.transaction(async (tx) => {
      attempts += 1;
      await tx.query(`insert into deed values ($1)`, [`attempt ${attempts}`]);
      if (attempts === 1) {
        throw new ConcurrentChange('overtaken');
      }
    });
    expect(attempts).toBe(2);
    expect(await deeds()).toBe(1);
  });

  it('returns the first answer when a request is repeated with its idempotency key', async () => {
    const database = (await start()).get(Database);
    const first = await doDeed(database, keyOf('k', 'same'), 'first');
    const again = await doDeed(database, keyOf('k', 'same'), 'second');
    expect([first, again]).toEqual([{ answer: 'first' }, { answer: 'first' }]);
    expect(await deeds()).toBe(1);
  });

  it('rejects a different request with the same idempotency key as idempotency-key-reused', async () => {
    const database = (await start()).get(Database);
    await doDeed(database, keyOf('k', 'one'), 'first');
    await expect(doDeed(database, keyOf('k', 'two'), 'second')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect(await deeds()).toBe(1);
  });

  it('does the work once when two instances receive the same request thirty times concurrently', async () => {
    const databases = [(await start()).get(Database), (await start()).get(Database)];
    const requests = Array.from({ length: 30 }, (_, index) =>
      doDeed(databases[index % 2] as Database, keyOf('k', 'same'), `answer ${index}`),
    );
    const answers = await Promise.all(requests);
    expect(new Set(answers.map(({ answer }) => answer)).size).toBe(1);
    expect(await deeds()).toBe(1);
  });

  it('allows a failed request to be repeated with its key', async () => {
    const database = (await start()).get(Database);
    const failing = database.once(keyOf('k', 'same'), async (tx) => {
      await tx.query(`insert into deed values ('half')`);
      throw new Error('crash');
    });
    await expect(failing).rejects.toThrow('crash');
    expect(await doDeed(database, keyOf('k', 'same'), 'whole')).toEqual({ answer: 'whole' });
    expect(await deeds()).toBe(1);
  });

  it('keeps the idempotency keys of different people separate', async () => {
    const database = (await start()).get(Database);
    await doDeed(database, keyOf('k', 'same'), 'first');
    await doDeed(database, { ...keyOf('k', 'same'), owner: 'person:kesha' }, 'second');
    expect(await deeds()).toBe(2);
  });

  it('distinguishes requests that contain secrets', async () => {
    const database = (await start()).get(Database);
    const secret = { ...keyOf('k', 'password one'), holdsSecret: true };
    await doDeed(database, secret, 'first');
    expect(await doDeed(database, secret, 'again')).toEqual({ answer: 'first' });
    await expect(doDeed(database, { ...secret, request: 'password two' }, 'other')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });

  it('retries a transaction that was the victim of a deadlock', async () => {
    const database = (await start()).get(Database);
    await testDatabase.query(`insert into deed values ('left'), ('right')`);
    const lockBoth = (first: string, second: string) =>
      database.transaction(async (tx) => {
        await tx.query(`select 1 from deed where name = $1 for update`, [first]);
        await tx.query(`select pg_sleep(0.05)`);
        await tx.query(`select 1 from deed where name = $1 for update`, [second]);
      });
    await Promise.all([lockBoth('left', 'right'), lockBoth('right', 'left')]);
  });

  it('recovers after the database has terminated its connections', async () => {
    const context = await start();
    expect(await context.get(InstanceLeases).acquire('work')).toBe(true);
    await testDatabase.terminateConnections();
    await until('queries work again', () => context.get(Database).query('select 1'));
    await until('the leases are renewed again', () => context.get(InstanceLeases).holds('work'));
  });

  it('survives a connection that breaks while no one listens to it', async () => {
    const pool = new pg.Pool({ connectionString: testDatabase.url, ...poolOptions(1) });
    pool.on('error', () => undefined);
    const connection = await pool.connect();
    const ended = new Promise<void>((resolve) => connection.once('end', resolve));
    await testDatabase.terminateConnections();
    await ended;
    await expect(connection.query('select 1')).rejects.toThrow();
    connection.release(true);
    await pool.end();
  });
});
