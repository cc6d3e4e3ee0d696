import type { INestApplicationContext } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { type Asker, Database, DatabaseModule, HeavyReads, Problem } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';

const asker = (id: string, gone = new AbortController().signal): Asker => ({ id, gone });

const codeOf = async (answer: Promise<unknown>): Promise<string> => {
  try {
    await answer;
    return 'answered';
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
};

describe('Heavy reads (N4)', () => {
  let database: TestDatabase;
  let context: INestApplicationContext;
  let reads: HeavyReads;

  beforeAll(async () => {
    database = await createTestDatabase('heavy');
    await database.query(`create table perch (name text)`);
    context = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({
          url: database.url,
          entities: [],
          migrations: [],
          reads: { statementMilliseconds: 2000 },
        }),
      ],
    }).compile();
    await context.init();
    reads = context.get(HeavyReads);
  });

  afterAll(async () => {
    await context.close();
    await database.drop();
  });

  const read = (who: Asker, begins: () => void = () => undefined): Promise<unknown> =>
    reads.read(who, (source) => {
      begins();
      return source.query(`select name from perch`);
    });

  const running = async (): Promise<string> => {
    const [row] = await database.query<{ count: string }>(
      `select count(*)::text as count from pg_stat_activity
       where datname = current_database() and query = 'select name from perch' and wait_event_type = 'Lock'`,
    );
    return row?.count ?? '';
  };

  /** Blocks all reads of the table until the work is done. */
  const whileLocked = async <Result>(work: () => Promise<Result>): Promise<Result> =>
    context.get(Database).transaction(async (tx) => {
      await tx.query(`lock table perch in access exclusive mode`);
      return work();
    });

  it('run two at a time and one per person; the others follow in order', async () => {
    const order: string[] = [];
    const answers = await whileLocked(async () => {
      const asked = ['polly', 'polly', 'rio', 'ara'].map((id) => read(asker(id), () => order.push(id)));
      await until('two reads are running', async () => (await running()) === '2');
      return asked;
    });
    await Promise.all(answers);
    expect(order.toSorted()).toEqual(['ara', 'polly', 'polly', 'rio']);
    expect(order.slice(0, 2)).toEqual(['polly', 'rio']);
  });

  it('are queued up to four per person; one more gets too-many-searches', async () => {
    const answers = await whileLocked(async () => {
      const asked = Array.from({ length: 6 }, () => codeOf(read(asker('polly'))));
      expect(await asked.at(-1)).toBe('too-many-searches');
      return asked;
    });
    expect(await Promise.all(answers)).toEqual([
      ...Array.from({ length: 5 }, () => 'answered'),
      'too-many-searches',
    ]);
  });

  it('are dropped from the queue when the person disconnects', async () => {
    const gone = new AbortController();
    const [first, second, third] = await whileLocked(async () => {
      const asked = [
        read(asker('polly')),
        codeOf(read(asker('polly', gone.signal))),
        codeOf(read(asker('polly'))),
      ];
      gone.abort();
      expect(await asked[1]).toBe('asker-gone');
      return asked;
    });
    await first;
    expect([await second, await third]).toEqual(['asker-gone', 'answered']);
  });

  it('end with read-took-too-long after the time limit, and free their place', async () => {
    const slow = reads.read(asker('polly'), (source) => source.query(`select pg_sleep(60)`));
    await expect(slow).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'read-took-too-long',
      extensions: { retryAfterSeconds: 1 },
    });
    expect(await codeOf(read(asker('polly')))).toBe('answered');
  });
});
