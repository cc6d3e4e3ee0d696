import { Test } from '@nestjs/testing';
import { ScheduleModule } from '@nestjs/schedule';
import type { INestApplicationContext } from '@nestjs/common';
import {
  asSystem,
  currentContext,
  Database,
  DatabaseModule,
  GroupCommit,
  Problem,
  type IdempotencyKey,
  type Outcome,
  type Transaction,
} from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';

interface Deed {
  name: string;
  /** Two deeds with the same subject never share a group. */
  subject?: string;
}

interface Done {
  name: string;
  /** How many deeds were done in the same transaction. */
  together: number;
}

describe('Commands that are committed in groups', () => {
  let testDatabase: TestDatabase;
  let contexts: INestApplicationContext[];
  let database: Database;

  const start = async (): Promise<Database> => {
    const context = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({ url: testDatabase.url, entities: [], migrations: [] }),
      ],
    }).compile();
    await context.init();
    contexts.push(context);
    return context.get(Database);
  };

  beforeEach(async () => {
    contexts = [];
    testDatabase = await createTestDatabase('platform');
    await testDatabase.query(`create table deed (name text check (name <> 'impossible'))`);
    database = await start();
  });

  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await testDatabase.drop();
  });

  /** Refuses deeds named `refused`; the table rejects those named `impossible`. */
  const doAll = async (tx: Transaction, deeds: readonly Deed[]): Promise<Outcome<Done>[]> => {
    const accepted = deeds.filter(({ name }) => name !== 'refused');
    await tx.query(`insert into deed select unnest($1::text[])`, [accepted.map(({ name }) => name)]);
    return deeds.map(({ name }) =>
      name === 'refused'
        ? { refusal: new Problem('conflict', 'refused', 'It is refused.') }
        : { answer: { name, together: deeds.length } },
    );
  };

  const deedsOf = (on: Database = database) =>
    new GroupCommit<Deed, Done>(on, { work: doAll, conflictKey: ({ subject }) => subject });

  const keyOf = (key: string, request = 'the same'): IdempotencyKey => ({
    owner: 'person:polly',
    key,
    request,
    holdsSecret: false,
  });

  const stored = async (): Promise<string[]> => {
    const rows = await testDatabase.query<{ name: string }>(`select name from deed order by name`);
    return rows.map(({ name }) => name);
  };

  const storedKeys = async (): Promise<string[]> => {
    const rows = await testDatabase.query<{ key: string }>(`select key from idempotency_key order by key`);
    return rows.map(({ key }) => key);
  };

  it('does concurrent commands in few transactions, each with its own answer', async () => {
    const deeds = deedsOf();
    const names = Array.from({ length: 60 }, (_, index) => `deed ${String(index).padStart(2, '0')}`);
    const done = await Promise.all(names.map((name) => deeds.run({ name }, undefined)));
    expect(done.map(({ name }) => name)).toEqual(names);
    expect(Math.max(...done.map(({ together }) => together))).toBeGreaterThan(20);
    expect(await stored()).toEqual(names);
  });

  it('refuses one command without touching the others of its group', async () => {
    const deeds = deedsOf();
    const outcomes = await Promise.allSettled(
      ['a', 'refused', 'b'].map((name) => deeds.run({ name }, keyOf(`key of ${name}`))),
    );
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: { name: 'a', together: 3 } },
      { status: 'rejected', reason: { code: 'refused' } },
      { status: 'fulfilled', value: { name: 'b', together: 3 } },
    ]);
    expect(await stored()).toEqual(['a', 'b']);
    // A refused request leaves no trace, so it may be repeated.
    expect(await storedKeys()).toEqual(['key of a', 'key of b']);
  });

  it('fails one command that the database rejects, and still does the others of its group', async () => {
    const deeds = deedsOf();
    const outcomes = await Promise.allSettled(
      ['a', 'impossible', 'b'].map((name) => deeds.run({ name }, keyOf(`key of ${name}`))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await stored()).toEqual(['a', 'b']);
    expect(await storedKeys()).toEqual(['key of a', 'key of b']);
  });

  it('returns the first answer for a key that is used again, in the same moment or later', async () => {
    const deeds = deedsOf();
    const other = deedsOf(await start());
    const runs = [deeds, deeds, other, other].map((one, index) =>
      one.run({ name: `try ${index}` }, keyOf('k')),
    );
    const answers = await Promise.all(runs);
    const later = await deeds.run({ name: 'later' }, keyOf('k'));
    expect(new Set([...answers, later].map(({ name }) => name)).size).toBe(1);
    expect(await stored()).toHaveLength(1);
  });

  it('rejects a different request under a used key as idempotency-key-reused, and no other', async () => {
    const deeds = deedsOf();
    await deeds.run({ name: 'first' }, keyOf('k', 'one'));
    const outcomes = await Promise.allSettled([
      deeds.run({ name: 'second' }, keyOf('k', 'two')),
      deeds.run({ name: 'third' }, keyOf('l', 'three')),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { code: 'idempotency-key-reused' } },
      { status: 'fulfilled', value: { name: 'third' } },
    ]);
    expect(await stored()).toEqual(['first', 'third']);
  });

  it('never puts two commands with the same conflict key into one group, and keeps their order', async () => {
    const groups: string[][] = [];
    const deeds = new GroupCommit<Deed, Done>(database, {
      conflictKey: ({ subject }) => subject,
      work: (tx, commands) => {
        groups.push(commands.map(({ name }) => name));
        return doAll(tx, commands);
      },
    });
    await Promise.all(
      ['1 of task', '2 of task', '3 of task', 'another'].map((name) =>
        deeds.run({ name, subject: name.slice(2) }, undefined),
      ),
    );
    expect(groups.map((group) => group.filter((name) => name.endsWith('of task')).length)).toEqual([1, 1, 1]);
    expect(groups.flat().filter((name) => name.endsWith('of task'))).toEqual([
      '1 of task',
      '2 of task',
      '3 of task',
    ]);
  });

  it('waits at rest for a group that a command conflicts with, and then does it', async () => {
    let begin = (): void => undefined;
    let finish = (): void => undefined;
    const hasBegun = new Promise<void>((resolve) => (begin = resolve));
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    const deeds = new GroupCommit<Deed, Done>(database, {
      conflictKey: ({ subject }) => subject,
      work: async (tx, commands) => {
        begin();
        await mayFinish;
        return doAll(tx, commands);
      },
    });
    const first = deeds.run({ name: 'first', subject: 'task' }, undefined);
    await hasBegun;
    const second = deeds.run({ name: 'second', subject: 'task' }, undefined);
    const turn = setImmediate;
    const nextTurn = () => new Promise<void>((resolve) => void turn(resolve));
    await nextTurn();
    await nextTurn();
    const turns = vi.spyOn(globalThis, 'setImmediate');
    for (let count = 0; count < 20; count += 1) {
      await nextTurn();
    }
    expect(turns).not.toHaveBeenCalled();
    turns.mockRestore();
    finish();
    expect((await Promise.all([first, second])).map(({ name }) => name)).toEqual(['first', 'second']);
  });

  it('keeps nothing of a group whose transaction ends before the commit, and does it when asked again', async () => {
    let isFirst = true;
    const deeds = new GroupCommit<Deed, Done>(database, {
      work: async (tx, commands) => {
        const outcomes = await doAll(tx, commands);
        if (isFirst) {
          isFirst = false;
          await tx.query(`select pg_terminate_backend(pg_backend_pid())`);
        }
        return outcomes;
      },
    });
    const names = ['a', 'b', 'c'];
    const failed = await Promise.allSettled(names.map((name) => deeds.run({ name }, keyOf(name))));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect([await stored(), await storedKeys()]).toEqual([[], []]);
    await until('the database is reached again', async () => {
      const done = await Promise.allSettled(names.map((name) => deeds.run({ name }, keyOf(name))));
      return done.every(({ status }) => status === 'fulfilled');
    });
    expect(await stored()).toEqual(names);
  });

  it('runs in no request’s context, since a group belongs to several', async () => {
    const actors: unknown[] = [];
    const deeds = asSystem(
      'the start of the service',
      () =>
        new GroupCommit<Deed, Done>(database, {
          work: (tx, commands) => {
            actors.push(currentContext().actor.id);
            return doAll(tx, commands);
          },
        }),
    );
    await asSystem('a request', () => deeds.run({ name: 'a' }, undefined));
    expect(actors).toEqual(['the start of the service']);
  });
});
