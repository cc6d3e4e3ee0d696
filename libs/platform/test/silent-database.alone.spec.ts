import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { INestApplicationContext } from '@nestjs/common';
import { createService, Database, DatabaseModule, OperationModule } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { WireProxy } from '../../../test/faults/wire/proxy.js';
import { until } from '../../../test/support/until.js';

class ServiceModule {}

describe('A silent database connection (S10)', () => {
  let testDatabase: TestDatabase;
  let proxy: WireProxy;
  let context: INestApplicationContext;

  beforeEach(async () => {
    testDatabase = await createTestDatabase('platform');
    proxy = await WireProxy.inFrontOf(testDatabase.url);
    context = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({ url: proxy.url, entities: [], migrations: [] }),
      ],
    }).compile();
    await context.init();
  });

  afterEach(async () => {
    await proxy.stop();
    await context.close();
    await testDatabase.drop();
  });

  it('is closed together with all idle ones, and the next statement uses a new connection', async () => {
    const database = context.get(Database);
    await Promise.all(Array.from({ length: 5 }, () => database.query('select pg_sleep(0.05)')));
    proxy.silence();
    const startedAt = performance.now();
    // A transaction can set a shorter time limit for its statements.
    const silent = database.transaction((tx) => tx.query('select 1'), { statementMilliseconds: 500 });
    await expect(silent).rejects.toThrow(/PostgreSQL has not answered for 1.5 s/);
    await database.query('select 1');
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(await context.get(Database).query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('stays open while PostgreSQL is still working on its statement', async () => {
    const database = context.get(Database);
    const slow = database.transaction((tx) => tx.query(`select pg_sleep(1.2)`), {
      statementMilliseconds: 2000,
    });
    await expect(slow).resolves.toBeDefined();
    const tooSlow = database.transaction((tx) => tx.query(`select pg_sleep(5)`), {
      statementMilliseconds: 300,
    });
    await expect(tooSlow).rejects.toThrow('statement timeout');
  });

  it('does not delay the shutdown', async () => {
    proxy.freeze();
    const startedAt = performance.now();
    await context.close();
    expect(performance.now() - startedAt).toBeLessThan(8000);
  });

  it('has its transaction ended by PostgreSQL within seconds', async () => {
    const database = context.get(Database);
    const half = database.transaction(
      async (tx) => {
        await tx.query('create table deed (name text)');
        proxy.freeze();
        const startedAt = performance.now();
        await until('no transaction is open', async () => {
          const rows = await testDatabase.query(
            `select from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
          );
          return rows.length === 0;
        });
        expect(performance.now() - startedAt).toBeLessThan(11_000);
        throw new Error('no more');
      },
      { statementMilliseconds: 500 },
    );
    await expect(half).rejects.toThrow('no more');
  });
});

describe('Readiness while the database is silent (S10)', () => {
  it('says so within seconds, however many checks arrive, and reports the recovery', async () => {
    const testDatabase = await createTestDatabase('platform');
    const proxy = await WireProxy.inFrontOf(testDatabase.url);
    const module = {
      module: ServiceModule,
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({ url: proxy.url, entities: [], migrations: [] }),
        OperationModule,
      ],
    };
    const app = await createService(module, {
      name: 'test',
      title: 'Test',
      description: 'A service in a test',
    });
    await app.listen(0, '127.0.0.1');
    const ready = async (): Promise<{ status: number; body: unknown }> => {
      const response = await fetch(`${await app.getUrl()}/health/ready`);
      return { status: response.status, body: await response.json() };
    };
    try {
      expect(await ready()).toMatchObject({ status: 200 });
      proxy.freeze();
      const startedAt = performance.now();
      const answers = await Promise.all(Array.from({ length: 30 }, ready));
      expect(performance.now() - startedAt).toBeLessThan(5000);
      for (const { status, body } of answers) {
        expect({ status, body }).toMatchObject({
          status: 503,
          body: { type: 'urn:ates:problem:database-unavailable' },
        });
      }
      proxy.thaw();
      await until('the service is ready again', async () => (await ready()).status === 200);
    } finally {
      await app.close();
      await proxy.stop();
      await testDatabase.drop();
    }
  });
});
