import pg from 'pg';
import type { CompanyAnalytics, TasksAnalytics } from '@ates/contracts';
import type { Person } from '../../../test/support/peers.js';
import { PrivateRedis } from '../../../test/support/redis.js';
import { until } from '../../../test/support/until.js';
import { FinanceService } from './support/finance-service.js';

/** Analytics as read from one instance. */
class Readers {
  constructor(
    readonly finance: FinanceService,
    private readonly administrator: Person,
  ) {}

  async company(): Promise<CompanyAnalytics> {
    const api = await this.finance.as(this.administrator);
    const { status, body } = await api.get<CompanyAnalytics>('/analytics/company');
    expect(status).toBe(200);
    return body;
  }

  async mostExpensive(): Promise<string | null | undefined> {
    const api = await this.finance.as(this.administrator);
    const { status, body } = await api.get<TasksAnalytics>('/analytics/tasks');
    expect(status).toBe(200);
    return body.items[0]?.task.description;
  }

  async mostExpensiveOften(times: number): Promise<unknown[]> {
    const api = await this.finance.as(this.administrator);
    return Promise.all(
      Array.from({ length: times }, async () => {
        const { status, body } = await api.get<TasksAnalytics>('/analytics/tasks');
        return [status, body.items[0]?.task.description];
      }),
    );
  }
}

describe('Cached analytics answers (N3)', () => {
  let finance: FinanceService;
  let administrator: Person;
  let polly: Person;
  let readers: Readers;

  const start = async (environment: Record<string, string> = {}): Promise<void> => {
    finance = await FinanceService.start(environment);
    administrator = await finance.person('administrator');
    polly = await finance.person('employee');
    readers = new Readers(finance, administrator);
    await done('the first');
    await countQueries();
  };

  afterEach(() => finance.stop());

  const done = async (description: string): Promise<string> => {
    const task = finance.assign(polly, description);
    finance.complete(polly, task);
    await finance.untilUpToDate();
    await finance.untilDescriptionsFetched();
    return task;
  };

  /** From here on, counts each query for the most expensive task of today, and slows it down. */
  const countQueries = async (): Promise<void> => {
    await finance.database.query(`create sequence asked`);
    await finance.database.query(`grant usage on sequence asked to public`);
    await finance.database.query(
      `create or replace function dearest_reward_of(date) returns uuid language plpgsql volatile as $$
       begin
         perform nextval('asked'), pg_sleep(0.2);
         return (select id from posting where kind = 'reward' and booked_on = $1
                 order by amount desc, occurred_at, task_id limit 1);
       end $$`,
    );
  };

  const queries = async (): Promise<number> => {
    const [row] = await finance.database.query<{ count: number }>(
      `select case when is_called then last_value else 0 end::int as count from asked`,
    );
    return row?.count ?? 0;
  };

  const another = async (environment: Record<string, string> = {}): Promise<Readers> =>
    new Readers(await finance.anotherInstance(environment), administrator);

  it('are computed once for 500 concurrent readers, and not again while the books are the same', async () => {
    await start();
    const answers = await readers.mostExpensiveOften(500);
    expect(answers).toEqual(Array.from({ length: 500 }, () => [200, 'the first']));
    expect(await queries()).toBe(1);
    await readers.mostExpensiveOften(20);
    expect(await queries()).toBe(1);
  });

  it('are invalidated at once in every instance by a posting, whichever instance made it', async () => {
    await start();
    const others = await another();
    for (let round = 1; round <= 5; round += 1) {
      const { income } = await readers.company();
      expect((await others.company()).income).toBe(income);
      const task = finance.assign(polly, `task ${round}`);
      await finance.untilUpToDate();
      const { fee } = await finance.priceOf(task);
      expect((await others.company()).income).toBe(income + fee);
      expect((await readers.company()).income).toBe(income + fee);
    }
  });

  it('are invalidated by a posting when it commits, not before', async () => {
    await start();
    const { income } = await readers.company();
    const poster = new pg.Client({ connectionString: finance.database.url });
    await poster.connect();
    try {
      await poster.query('begin');
      await poster.query('update company_day_balance set balance = balance + 1');
      expect((await readers.company()).income).toBe(income);
      await poster.query('commit');
      expect((await readers.company()).income).toBe(income + 1);
    } finally {
      await poster.end();
    }
  });

  it('include every earlier posting while many instances read and post', async () => {
    await start();
    const others = await another();
    const over = new AbortController();
    const crowd = [readers, others].map(async (some) => {
      while (!over.signal.aborted) {
        await some.mostExpensiveOften(5);
      }
    });
    try {
      for (let round = 1; round <= 5; round += 1) {
        const [{ sum }] = (await finance.database.query<{ sum: number }>(
          `select sum(balance)::int as sum from company_day_balance`,
        )) as [{ sum: number }];
        const task = finance.assign(polly, `task ${round}`);
        await finance.untilUpToDate();
        const { fee } = await finance.priceOf(task);
        expect((await others.company()).income).toBe(sum + fee);
        expect((await readers.company()).income).toBe(sum + fee);
      }
    } finally {
      over.abort();
      await Promise.all(crowd);
    }
  });

  it('expire, to pick up changes other than postings', async () => {
    await start({ ANALYTICS_CACHE_SECONDS: '1' });
    const patient = await another({ ANALYTICS_CACHE_SECONDS: '3600' });
    expect(await readers.mostExpensive()).toBe('the first');
    expect(await patient.mostExpensive()).toBe('the first');
    await finance.database.query(`update task set description = 'another text'`);
    await until('the new text is shown', async () => (await readers.mostExpensive()) === 'another text');
    expect(await patient.mostExpensive()).toBe('the first');
  });

  it('are not cached when the query failed', async () => {
    await start();
    await finance.database.query(`alter function dearest_reward_of rename to gone`);
    const api = await finance.as(administrator);
    expect((await api.get('/analytics/tasks')).status).toBe(500);
    await finance.database.query(`alter function gone rename to dearest_reward_of`);
    expect(await readers.mostExpensive()).toBe('the first');
  });

  describe('with Redis', () => {
    let redis: PrivateRedis;

    beforeEach(async () => {
      redis = await PrivateRedis.start();
    });

    afterEach(() => redis.release());

    const shares = (from: Readers, to: Readers) =>
      until('the instances share cached answers', async () => {
        await done('one more');
        await from.mostExpensive();
        const before = await queries();
        await to.mostExpensive();
        return (await queries()) === before;
      });

    it('are shared by all instances', async () => {
      await start({ REDIS_URL: redis.url });
      await shares(readers, await another({ REDIS_URL: redis.url }));
    });

    it('stay correct while Redis is down, even from the start, and are shared again when it is back', async () => {
      await redis.stop();
      await start({ REDIS_URL: redis.url });
      const others = await another({ REDIS_URL: redis.url });
      expect(await readers.mostExpensiveOften(50)).toEqual(
        Array.from({ length: 50 }, () => [200, 'the first']),
      );
      expect(await queries()).toBe(1);
      await redis.restart();
      await shares(readers, others);
      await redis.stop();
      const { income } = await readers.company();
      finance.assign(polly, 'without Redis');
      await finance.untilUpToDate();
      expect((await readers.company()).income).toBeGreaterThan(income);
      expect((await others.company()).income).toBeGreaterThan(income);
      await redis.restart();
      await shares(others, readers);
    });

    it('stay correct while Redis holds its connections open without answering', async () => {
      await start({ REDIS_URL: redis.url });
      const others = await another({ REDIS_URL: redis.url });
      await shares(readers, others);
      const { income } = await readers.company();
      redis.freeze();
      try {
        finance.assign(polly, 'while Redis hangs');
        await finance.untilUpToDate();
        expect((await readers.company()).income).toBeGreaterThan(income);
        expect((await others.company()).income).toBeGreaterThan(income);
      } finally {
        redis.thaw();
      }
      await shares(readers, others);
    });

    it('do not keep an instance from stopping while Redis is down', async () => {
      await redis.stop();
      await start({ REDIS_URL: redis.url });
      await readers.company();
      // The instance stops in afterEach; a hang there would fail this test.
    });
  });
});
