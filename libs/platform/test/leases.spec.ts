import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { Database, DatabaseModule, InstanceLeases, LeaseLost, requireCurrentLease } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { WireProxy } from '../../../test/faults/wire/proxy.js';
import { statementsDuring } from '../../../test/support/statement-count.js';
import { until } from '../../../test/support/until.js';

// Short, but long enough for a busy machine to renew it.
const leaseMilliseconds = 2500;

describe('Leased work (S10)', () => {
  let testDatabase: TestDatabase;
  let proxy: WireProxy;
  let contexts: INestApplicationContext[];

  const start = async (url = testDatabase.url): Promise<INestApplicationContext> => {
    const context = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({ url, entities: [], migrations: [], leaseMilliseconds }),
      ],
    }).compile();
    await context.init();
    contexts.push(context);
    return context;
  };

  beforeEach(async () => {
    contexts = [];
    testDatabase = await createTestDatabase('platform');
    await testDatabase.query('create table deed (name text)');
    proxy = await WireProxy.inFrontOf(testDatabase.url);
  });

  afterEach(async () => {
    await proxy.stop();
    await Promise.all(contexts.map((context) => context.close()));
    await testDatabase.drop();
  });

  const close = async (context: INestApplicationContext): Promise<void> => {
    contexts = contexts.filter((one) => one !== context);
    await context.close();
  };

  const deeds = async (): Promise<string[]> => {
    const rows = await testDatabase.query<{ name: string }>('select name from deed');
    return rows.map(({ name }) => name);
  };

  const doDeed = (context: INestApplicationContext, name: string): Promise<void> =>
    context.get(Database).transaction(async (tx) => {
      await tx.query('insert into deed values ($1)', [name]);
    });

  const names = ['sequencer', 'relay', 'replica'];
  const acquireAll = (context: INestApplicationContext) =>
    Promise.all(names.map((name) => context.get(InstanceLeases).acquire(name)));

  it('is done by one instance, and taken over immediately when that instance stops', async () => {
    const [first, second] = [await start(), await start()];
    expect(await acquireAll(first)).toEqual([true, true, true]);
    expect(await acquireAll(second)).toEqual([false, false, false]);
    await close(first);
    await until('the second instance holds all leases', () =>
      names.every((name) => second.get(InstanceLeases).holds(name)),
    );
  });

  it('is not claimed by an instance whose loop never starts', async () => {
    const [first, second] = [await start(), await start()];
    first.get(InstanceLeases).leasedLoop({
      lease: 'by hand',
      name: 'work done by hand',
      idleMilliseconds: 20,
      work: () => Promise.resolve(false),
    });
    expect(await acquireAll(first)).toEqual([true, true, true]);
    expect(await second.get(InstanceLeases).acquire('by hand')).toBe(true);
  });

  it('stays with its holder, who renews the lease, for longer than one lease', async () => {
    const [first, second] = [await start(), await start()];
    await acquireAll(first);
    await acquireAll(second);
    const renewals = async (): Promise<string> => {
      const rows = await testDatabase.query<{ at: string }>(
        `select min(expires_at)::text as at from instance_lease where name = any($1::text[])`,
        [names],
      );
      return rows[0]?.at ?? '';
    };
    const seen = new Set<string>();
    // Four renewals per lease.
    await until('the leases have been renewed six times', async () => {
      seen.add(await renewals());
      return seen.size > 5;
    });
    expect(names.map((name) => first.get(InstanceLeases).holds(name))).toEqual([true, true, true]);
    expect(names.map((name) => second.get(InstanceLeases).holds(name))).toEqual([false, false, false]);
    const rows = await testDatabase.query(
      `select from instance_lease where token = 1 and name = any($1::text[])`,
      [names],
    );
    expect(rows).toHaveLength(3);
  });

  it('costs one statement for all leases, not one for each check of a loop', async () => {
    const [first, second] = [await start(), await start()];
    await acquireAll(first);
    await acquireAll(second);
    const sessions = async (): Promise<number> => {
      await testDatabase.query(`select pg_stat_clear_snapshot()`);
      const rows = await testDatabase.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
         where datname = current_database() and query like 'with wanted as%' and pid <> pg_backend_pid()`,
      );
      return rows[0]?.count ?? 0;
    };
    const sent = await statementsDuring(async () => {
      for (let count = 0; count < 1000; count += 1) {
        await acquireAll(second);
      }
    });
    // Only those of the loops that renew and request all leases.
    expect(sent.length).toBeLessThan(100);
    // One session per instance.
    expect(await sessions()).toBe(2);
  });

  it('moves from an instance that is cut off, which stops relying on the lease before the takeover', async () => {
    const [first, second] = [await start(proxy.url), await start()];
    const [holder, other] = [first.get(InstanceLeases), second.get(InstanceLeases)];
    expect(await holder.acquire('work')).toBe(true);
    expect(await other.acquire('work')).toBe(false);
    proxy.freeze();
    let bothHeld = 0;
    await until('the other instance holds the lease', () => {
      bothHeld += holder.holds('work') && other.holds('work') ? 1 : 0;
      return other.holds('work');
    });
    expect(bothHeld).toBe(0);
    expect(holder.holds('work')).toBe(false);
    // As far as the database knows, the first instance's session is still open.
    const [row] = await testDatabase.query<{ token: number }>(
      `select token::int as token from instance_lease where name = 'work'`,
    );
    expect(row?.token).toBe(2);
  });

  it('stays with a holder whose connections go silent, once it has new ones', async () => {
    const context = await start(proxy.url);
    const leases = context.get(InstanceLeases);
    await leases.acquire('work');
    proxy.silence();
    const lastRenewal = async () => {
      const rows = await testDatabase.query<{ at: Date }>(
        `select expires_at as at from instance_lease where name = 'work'`,
      );
      return rows[0]?.at ?? new Date(0);
    };
    const before = await lastRenewal();
    await until(
      'the holder renews the lease again',
      async () => (await lastRenewal()) > before && leases.holds('work'),
    );
  });

  it('is taken over immediately when the session of its holder has ended', async () => {
    const [first, second] = [await start(), await start()];
    await first.get(InstanceLeases).acquire('work');
    await second.get(InstanceLeases).acquire('work');
    // The lease itself would last an hour.
    await testDatabase.query(
      `update instance_lease set expires_at = now() + interval '1 hour' where name = 'work'`,
    );
    await testDatabase.query(
      `select pg_terminate_backend(session_pid) from instance_lease where name = 'work'`,
    );
    await until('one of them holds the lease', () =>
      [first, second].some((context) => context.get(InstanceLeases).holds('work')),
    );
  });

  describe('in a transaction', () => {
    it('throws LeaseLost when another instance has taken over, whatever its own clock says', async () => {
      const context = await start();
      const work = context.get(InstanceLeases).during('work', async () => {
        await testDatabase.query(
          `update instance_lease set token = token + 1, instance = gen_random_uuid(), expires_at = now() + interval '1 hour'
           where name = 'work'`,
        );
        await doDeed(context, 'late');
      });
      await expect(work).rejects.toThrow(LeaseLost);
      expect(await deeds()).toEqual([]);
    });

    it('throws LeaseLost, as does everything else under the lease, once the lease may have expired', async () => {
      const context = await start(proxy.url);
      const leases = context.get(InstanceLeases);
      await leases.during('work', async () => {
        requireCurrentLease();
        proxy.freeze();
        await until('the lease has expired', () => !leases.holds('work'));
        expect(() => requireCurrentLease()).toThrow(LeaseLost);
        await expect(doDeed(context, 'late')).rejects.toThrow(LeaseLost);
        await expect(context.get(Database).query('select 1')).rejects.toThrow(LeaseLost);
      });
    });

    it('prevents a takeover until the transaction ends, but not a renewal', async () => {
      const [first, second] = [await start(), await start()];
      const other = second.get(InstanceLeases);
      await first.get(InstanceLeases).during('work', () =>
        first.get(Database).transaction(async (tx) => {
          await other.acquire('work');
          await testDatabase.query(
            `update instance_lease set expires_at = now() - interval '1 hour' where name = 'work'`,
          );
          // Renewed concurrently with the open transaction.
          await until('the lease is renewed', async () => {
            const rows = await testDatabase.query(
              `select from instance_lease where name = 'work' and expires_at > now()`,
            );
            return rows.length === 1;
          });
          await tx.query(`insert into deed values ('in time')`);
        }),
      );
      expect(await deeds()).toEqual(['in time']);
    });

    it('has its transaction ended, without changes, when the holder freezes in the middle of it', async () => {
      const [first, second] = [await start(proxy.url), await start()];
      const [holder, other] = [first.get(InstanceLeases), second.get(InstanceLeases)];
      const work = holder.during('work', () =>
        first.get(Database).transaction(async (tx) => {
          await tx.query(`insert into deed values ('half')`);
          await other.acquire('work');
          proxy.freeze();
          const frozenAt = performance.now();
          await until('the other instance holds the lease', () => other.holds('work'));
          expect(performance.now() - frozenAt).toBeLessThan(13_000);
          proxy.thaw();
          await tx.query(`insert into deed values ('other half')`);
        }),
      );
      await expect(work).rejects.toThrow();
      await other.during('work', () => doDeed(second, 'whole'));
      expect(await deeds()).toEqual(['whole']);
    });
  });

  it('moves from an instance where it stalls, and changes nothing there when it continues', async () => {
    const [first, second] = [await start(), await start()];
    let unblock: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => {
      unblock = resolve;
    });
    const outcomes: unknown[] = [];
    const loopOf = (context: INestApplicationContext, work: () => Promise<void>) => {
      const loop = context.get(InstanceLeases).leasedLoop({
        lease: 'work',
        name: 'work that gets stuck',
        idleMilliseconds: 20,
        stalledAfterMilliseconds: 200,
        work: async () => {
          await work().catch((error: unknown) => outcomes.push(error));
          return false;
        },
      });
      loop.start();
      return loop;
    };
    loopOf(first, async () => {
      await stuck;
      await doDeed(first, 'late');
    });
    await until('the first instance holds the lease', () => first.get(InstanceLeases).holds('work'));
    loopOf(second, () => doDeed(second, 'in time'));
    await until('the second instance has done the work', async () => (await deeds()).includes('in time'));
    unblock();
    await until('the first instance gets an error', () => outcomes.length > 0);
    expect(outcomes[0]).toBeInstanceOf(LeaseLost);
    expect(await deeds()).not.toContain('late');
  });
});

describe('A migration', () => {
  it('proceeds once PostgreSQL has ended the transaction of another instance that froze while migrating', async () => {
    const testDatabase = await createTestDatabase('platform');
    const migrator = new pg.Client({
      connectionString: testDatabase.url,
      idle_in_transaction_session_timeout: 1000,
    });
    migrator.on('error', () => undefined);
    await migrator.connect();
    try {
      await migrator.query('begin');
      await migrator.query(`select pg_advisory_xact_lock(hashtextextended('ates:migrations', 0))`);
      const startedAt = performance.now();
      const context = await Test.createTestingModule({
        imports: [
          ScheduleModule.forRoot(),
          DatabaseModule.forRoot({ url: testDatabase.url, entities: [], migrations: [] }),
        ],
      }).compile();
      expect(performance.now() - startedAt).toBeGreaterThan(900);
      await context.close();
    } finally {
      await migrator.end().catch(() => undefined);
      await testDatabase.drop();
    }
  });
});
