import { Logger } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { Database, DatabaseModule } from '@ates/platform';
import {
  CachedUser,
  CachedUsers,
  CachedUsersModule,
  identityMigrations,
  PeopleDirectory,
  type UserEvent,
} from '@ates/identity';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { during, isLocked, untilWaitingForLock } from '../../../test/support/locks.js';
import { until } from '../../../test/support/until.js';
import { startCallingService } from './support/calling-service.js';
import { Issuer } from './support/issuer.js';
import { Peer, type PeerResponse } from './support/peer.js';

interface Row {
  name: string;
  roles: string[];
  is_deleted: boolean;
  is_known: boolean;
  is_stale: boolean;
  changed_at: Date;
  refused: string | null;
}

const instantOf = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

const eventAt = (kind: 'created' | 'changed' | 'deleted', userId: string, timestamp: string): UserEvent => ({
  id: randomUUID(),
  type: `auth.user.${kind}`,
  body: { user_id: userId, timestamp },
});

const event = (kind: 'created' | 'changed' | 'deleted', userId: string, second: number): UserEvent =>
  eventAt(kind, userId, instantOf(second));

const minutesFromNow = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

describe('The cache of people', () => {
  let testDatabase: TestDatabase;
  let issuer: Issuer;
  let auth: Peer;
  let module: TestingModule;
  let users: Map<string, object>;
  let isAway: boolean;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    testDatabase = await createTestDatabase('identity');
    issuer = await Issuer.start();
    auth = await new Peer(({ path, query }) => {
      const items = (query.get('ids') ?? '')
        .split(',')
        .filter((id) => users.has(id))
        .map((uuid) => ({ uuid, ...users.get(uuid) }));
      const user = users.get(path.slice('/users/'.length));
      if (isAway) {
        return { status: 500 };
      }
      if (path === '/users') {
        return { json: { items } };
      }
      return user ? { json: user } : { status: 404 };
    }).start();
    users = new Map();
    isAway = false;
    module = await start();
  });

  const start = (): Promise<TestingModule> =>
    startCallingService(issuer, [
      DatabaseModule.forRoot({
        url: testDatabase.url,
        entities: [CachedUser],
        migrations: identityMigrations,
      }),
      CachedUsersModule.forRoot({ authUrl: `${auth.url}/` }),
    ]);

  afterAll(async () => {
    await module.close();
    await auth.stop();
    await issuer.peer.stop();
    await testDatabase.drop();
  });

  beforeEach(() => {
    users.clear();
    isAway = false;
  });

  const record = (...events: UserEvent[]): Promise<number> => recordAs(events, false);

  const recordAs = (events: UserEvent[], isComparison: boolean): Promise<number> =>
    module
      .get(Database)
      .transaction((tx) => module.get(CachedUsers).record(tx, { events, isComparison }, new Date()));

  const rowOf = async (id: string): Promise<Row | undefined> => {
    const [row] = await testDatabase.query<Row & Record<string, unknown>>(
      `select name, roles, is_deleted, is_known, is_stale, changed_at, refused from cached_user where id = $1`,
      [id],
    );
    return row;
  };

  /** Waits until no row is stale. */
  const refreshed = (): Promise<boolean> =>
    until('nothing is stale', async () => {
      const stale = await testDatabase.query(`select 1 from cached_user where is_stale limit 1`);
      return stale.length === 0;
    });

  const person = (name = 'Polly') => ({ name, email: `${name}@ates.local`, roles: ['employee'] });

  const addKnown = async (id: string, second = 1): Promise<void> => {
    users.set(id, person());
    await record(event('created', id, second));
    await refreshed();
  };

  it('knows a person after an event and a fetch from Auth', async () => {
    const id = randomUUID();
    await addKnown(id);
    expect(await rowOf(id)).toMatchObject({ name: 'Polly', roles: ['employee'], is_known: true });
    expect(await module.get(PeopleDirectory).find(id)).toEqual({ roles: ['employee'], isDeleted: false });
  });

  it('does not return people who are not fetched yet or unknown', async () => {
    isAway = true;
    const id = randomUUID();
    await record(event('created', id, 1));
    expect(await module.get(PeopleDirectory).find(id)).toBeUndefined();
    expect(await module.get(PeopleDirectory).find(randomUUID())).toBeUndefined();
    await testDatabase.query(`delete from cached_user where id = $1`, [id]);
  });

  it('refetches after a newer event, and after another event at the same time', async () => {
    const id = randomUUID();
    await addKnown(id, 5);
    users.set(id, person('Kesha'));
    await record(event('changed', id, 6));
    await until('the new name is known', async () => (await rowOf(id))?.name === 'Kesha');
    await refreshed();
    users.set(id, person('Coco'));
    await record(event('changed', id, 6));
    await until('the newest name is known', async () => (await rowOf(id))?.name === 'Coco');
  });

  it('refetches after an older event, without counting it as new or moving the newest time', async () => {
    const id = randomUUID();
    await addKnown(id, 5);
    users.set(id, person('Kesha'));
    expect(await record(event('changed', id, 4), event('created', id, 3))).toBe(0);
    await until('the new name is known', async () => (await rowOf(id))?.name === 'Kesha');
    await refreshed();
    expect(await rowOf(id)).toMatchObject({ changed_at: new Date(instantOf(5)) });
  });

  describe('when a clock is ahead', () => {
    const times: [string, string][] = [
      ['two minutes', minutesFromNow(2)],
      ['ten minutes', minutesFromNow(10)],
      ['a year', minutesFromNow(366 * 24 * 60)],
      ['eight thousand years', '9999-12-31T23:59:59-12:00'],
    ];

    it.each(times)('by %s: applies its event now, and later events with a correct time', async (_, ahead) => {
      const id = randomUUID();
      users.set(id, { ...person(), roles: ['administrator'] });
      expect(await record(eventAt('created', id, minutesFromNow(-1)), eventAt('changed', id, ahead))).toBe(1);
      await refreshed();
      expect(await rowOf(id)).toMatchObject({ roles: ['administrator'] });
      users.set(id, { ...person(), roles: ['employee'] });
      await record(eventAt('changed', id, minutesFromNow(0)));
      await until('the demotion is known', async () => String((await rowOf(id))?.roles) === 'employee');
    });

    it.each(times)('by %s: deduplicates its event, in any order', async (_, ahead) => {
      const id = randomUUID();
      users.set(id, person());
      const [first, second] = [eventAt('changed', id, ahead), eventAt('changed', id, minutesFromNow(0))];
      expect((await record(first)) + (await record(second)) + (await record(first))).toBeLessThanOrEqual(2);
      expect(await recordAs([second, first, second], false)).toBe(0);
      await refreshed();
      expect(await rowOf(id)).toMatchObject({ is_known: true, name: 'Polly' });
    });

    it('and had frozen a row before: refetches it after the next event', async () => {
      const id = randomUUID();
      await addKnown(id);
      await testDatabase.query(`update cached_user set changed_at = '2999-01-01' where id = $1`, [id]);
      users.set(id, person('Kesha'));
      expect(await record(eventAt('changed', id, minutesFromNow(0)))).toBe(1);
      await until('the new name is known', async () => (await rowOf(id))?.name === 'Kesha');
      expect((await rowOf(id))?.changed_at.getFullYear()).toBeLessThan(2999);
    });
  });

  it('compares a row with Auth when a known event is reread for a comparison (F11)', async () => {
    const id = randomUUID();
    users.set(id, person());
    const created = event('created', id, 1);
    await record(created);
    await refreshed();
    await testDatabase.query(`update cached_user set roles = '{administrator}' where id = $1`, [id]);
    await record(created);
    expect(await rowOf(id)).toMatchObject({ is_stale: false });
    expect(await recordAs([created], true)).toBe(0);
    await until('the roles are those of Auth', async () => String((await rowOf(id))?.roles) === 'employee');
  });

  it('flags a deleted person and never resets the flag', async () => {
    const id = randomUUID();
    await addKnown(id, 5);
    await record(event('deleted', id, 6));
    await record(event('changed', id, 7));
    expect(await rowOf(id)).toMatchObject({ is_deleted: true, is_stale: false, name: 'Polly' });
    expect(await module.get(PeopleDirectory).find(id)).toEqual({ roles: ['employee'], isDeleted: true });
  });

  it('flags a deleted person even if a newer change arrived first', async () => {
    const id = randomUUID();
    await addKnown(id, 5);
    await record(event('deleted', id, 4));
    expect(await rowOf(id)).toMatchObject({ is_deleted: true });
  });

  it('stores only the deletion of a person deleted before being known (T11)', async () => {
    const [inOrder, lateChange, inOneList, laterChange] = Array.from({ length: 4 }, () => randomUUID());
    // Auth still has them, as if it published the deletion before deleting.
    const ids = [inOrder, lateChange, inOneList, laterChange].map((id) => id ?? '');
    ids.forEach((id) => users.set(id, person()));
    isAway = true;
    await record(event('created', inOrder ?? '', 1));
    await record(event('deleted', inOrder ?? '', 2));
    await record(event('deleted', lateChange ?? '', 2));
    await record(event('created', lateChange ?? '', 1), event('changed', lateChange ?? '', 1));
    await record(event('deleted', inOneList ?? '', 2), event('created', inOneList ?? '', 1));
    await record(event('deleted', laterChange ?? '', 2));
    await record(event('changed', laterChange ?? '', 3));
    isAway = false;
    await addKnown(randomUUID());
    for (const id of ids) {
      expect(await rowOf(id)).toMatchObject({ is_deleted: true, is_known: false, is_stale: false, name: '' });
      expect(await module.get(PeopleDirectory).find(id)).toEqual({ roles: [], isDeleted: true });
    }
  });

  it('forgets a person whom Auth does not have and whose deletion was not published', async () => {
    const id = randomUUID();
    await record(event('created', id, 1));
    await until('the row is deleted', async () => !(await rowOf(id)));
    await addKnown(id, 2);
    expect(await rowOf(id)).toMatchObject({ is_known: true, is_deleted: false });
  });

  it('flags a known person whom Auth no longer has', async () => {
    const id = randomUUID();
    await addKnown(id, 1);
    users.delete(id);
    await record(event('changed', id, 2));
    await refreshed();
    expect(await rowOf(id)).toMatchObject({ is_deleted: true, name: 'Polly' });
  });

  it('keeps rows stale while Auth is down and catches up automatically', async () => {
    const ids = Array.from({ length: 10 }, () => randomUUID());
    isAway = true;
    await record(...ids.map((id) => event('created', id, 1)));
    await until('Auth was asked', () =>
      auth.requests.some(({ query }) => query.get('ids')?.includes(ids[0] ?? '')),
    );
    expect(await rowOf(ids[0] ?? '')).toMatchObject({ is_known: false, is_stale: true });
    for (const id of ids) {
      users.set(id, person());
    }
    isAway = false;
    await refreshed();
    expect(await rowOf(ids[9] ?? '')).toMatchObject({ is_known: true, name: 'Polly' });
  });

  it('keeps rows stale through failures of any kind and a restart between retries (S5)', async () => {
    const ids = Array.from({ length: 3 }, () => randomUUID());
    ids.forEach((id) => users.set(id, person()));
    const answer = auth.handler;
    const failures: PeerResponse[] = [
      { status: 500 },
      { status: 503 },
      { json: { items: [] }, halfway: 'break' },
      { status: 429, headers: { 'retry-after': '1' } },
      { status: 502 },
      { json: { items: [] }, halfway: 'break' },
    ];
    let away = true;
    auth.handler = (request) => failures.shift() ?? (away ? { status: 500 } : answer(request));
    await record(...ids.map((id) => event('created', id, 1)));
    await until('all failures have happened', () => failures.length === 0);
    await module.close();
    expect(await rowOf(ids[0] ?? '')).toMatchObject({ is_known: false, is_stale: true, refused: null });
    away = false;
    module = await start();
    await refreshed();
    for (const id of ids) {
      expect(await rowOf(id)).toMatchObject({ is_known: true, name: 'Polly' });
    }
    auth.handler = answer;
  });

  it('refetches when an event of the same time arrives during a fetch', async () => {
    const id = randomUUID();
    await addKnown(id, 1);
    const answer = auth.handler;
    let hasAnswered = false;
    auth.handler = async (request) => {
      const before = await answer(request);
      if (!hasAnswered) {
        hasAnswered = true;
        users.set(id, person('Kesha'));
        await record(event('changed', id, 2));
      }
      return before;
    };
    await record(event('changed', id, 2));
    await until('the newest name is known', async () => (await rowOf(id))?.name === 'Kesha');
    auth.handler = answer;
    await refreshed();
  });

  it('fetches the others although Auth fails for one', async () => {
    const [bad, ...good] = Array.from({ length: 5 }, () => randomUUID());
    const answer = auth.handler;
    auth.handler = (request) =>
      request.path === '/users' || request.path === `/users/${bad}`
        ? { status: request.path === '/users' ? 404 : 500 }
        : answer(request);
    for (const id of good) {
      users.set(id, person());
    }
    await record(event('created', bad ?? '', 0), ...good.map((id) => event('created', id, 1)));
    await until('the others are known', async () => (await rowOf(good[3] ?? ''))?.is_known);
    expect(await rowOf(bad ?? '')).toMatchObject({ is_known: false, is_stale: true });
    auth.handler = answer;
    await until('the row of the person Auth does not have is deleted', async () => !(await rowOf(bad ?? '')));
  });

  it('records why Auth refuses to return a person, and asks again after the next event', async () => {
    const id = randomUUID();
    const answer = auth.handler;
    auth.handler = () => ({ status: 403 });
    await record(event('created', id, 1));
    await refreshed();
    expect((await rowOf(id))?.refused).toContain('answered 403');
    auth.handler = answer;
    users.set(id, person());
    await record(event('changed', id, 2));
    await refreshed();
    expect(await rowOf(id)).toMatchObject({ is_known: true, refused: null });
  });

  it.each([401, 408])('asks again after a %d, which says nothing about the person', async (status) => {
    const id = randomUUID();
    users.set(id, person());
    const answer = auth.handler;
    let refusals = 0;
    auth.handler = (request) => {
      if (request.path.startsWith('/users') && refusals < 3) {
        refusals += 1;
        return { status };
      }
      return answer(request);
    };
    await record(event('created', id, 1));
    await refreshed();
    expect(refusals).toBe(3);
    expect(await rowOf(id)).toMatchObject({ is_known: true, name: 'Polly', refused: null });
    auth.handler = answer;
  });

  it('accepts the answer format of a foreign Auth', async () => {
    const id = randomUUID();
    users.set(id, { username: 'jac\u0000quot', role: 'employee' });
    await record(event('created', id, 1));
    await refreshed();
    expect(await rowOf(id)).toMatchObject({ name: 'jacquot', roles: ['employee'], is_known: true });
  });

  it('records five hundred events at once, and ignores the same ones again', async () => {
    isAway = true;
    const events = Array.from({ length: 500 }, (_, index) =>
      event(index % 10 === 0 ? 'deleted' : 'changed', randomUUID(), index),
    );
    const recorded = () =>
      testDatabase.query(`select id, changed_at from cached_user where not is_known order by id`);
    const before = (await recorded()).length;
    await record(...events);
    const once = await recorded();
    await record(...events);
    expect(await recorded()).toEqual(once);
    expect(once).toHaveLength(500 + before);
    await testDatabase.query(`delete from cached_user where not is_known`);
  });

  describe('with events in any order and any repetition', () => {
    /** A person's life as Auth publishes it: changes, each later or at the same time, and maybe a deletion. */
    const life = fc.record({
      pauses: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 }),
      isDeleted: fc.boolean(),
      isKnownBefore: fc.boolean(),
    });

    const history = fc.array(life, { minLength: 1, maxLength: 5 }).chain((lives) => {
      const people = lives.map((each) => ({ ...each, id: randomUUID() }));
      const events = people.flatMap(eventsOf);
      return fc.record({
        people: fc.constant(people),
        events: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
        listLength: fc.integer({ min: 1, max: 6 }),
      });
    });

    interface Life {
      id: string;
      pauses: number[];
      isDeleted: boolean;
      isKnownBefore: boolean;
    }

    function eventsOf({ id, pauses, isDeleted }: Life): UserEvent[] {
      let second = 10;
      const events = [event('created', id, second)];
      for (const pause of pauses) {
        second += pause;
        events.push(event('changed', id, second));
      }
      return isDeleted ? [...events, event('deleted', id, second + 1)] : events;
    }

    const end = ({ pauses, isDeleted, isKnownBefore }: Life) => {
      const last = 10 + pauses.reduce((sum, pause) => sum + pause, 0);
      const isNeverKnown = isDeleted && !isKnownBefore;
      return {
        is_deleted: isDeleted,
        is_known: !isNeverKnown,
        is_stale: false,
        name: isNeverKnown ? '' : isDeleted ? 'Polly' : 'Kesha',
        changed_at: new Date(instantOf(isDeleted ? last + 1 : last)),
      };
    };

    it('ends in the same state', async () => {
      await fc.assert(
        fc.asyncProperty(history, async ({ people, events, listLength }) => {
          const known = people.filter(({ isKnownBefore }) => isKnownBefore);
          await testDatabase.query(
            `insert into cached_user (id, name, roles, is_known, is_stale, changed_at)
             select id, 'Polly', '{employee}', true, false, $2 from unnest($1::uuid[]) as id`,
            [known.map(({ id }) => id), instantOf(10)],
          );
          // Auth answers with the current state, however late it is asked.
          for (const { id, isDeleted } of people) {
            if (!isDeleted) {
              users.set(id, person('Kesha'));
            }
          }
          for (let from = 0; from < events.length; from += listLength) {
            await record(...events.slice(from, from + listLength));
          }
          await refreshed();
          for (const each of people) {
            const row = await rowOf(each.id);
            expect(row && { ...row, roles: undefined, refused: undefined }).toEqual(end(each));
          }
        }),
        // No shrinking: a smaller history would reuse the same people, who are already in the database.
        { numRuns: 100, endOnFailure: true },
      );
    });
  });

  it('does not deadlock on concurrent batches about the same people', async () => {
    const ids = Array.from({ length: 100 }, () => randomUUID());
    isAway = true;
    const lists = Array.from({ length: 8 }, (_, index) => {
      const order = index % 2 === 0 ? ids : [...ids].reverse();
      return record(...order.map((id) => event(index % 4 === 3 ? 'deleted' : 'changed', id, index)));
    });
    await Promise.all(lists);
    await testDatabase.query(`delete from cached_user where not is_known`);
  });

  describe('locks people in the order of their ids, so that two writers never deadlock', () => {
    let first: string;
    let last: string;

    beforeEach(async () => {
      [first = '', last = ''] = [randomUUID(), randomUUID()].toSorted();
      // The row of the last one lies before the other, and is older.
      await addKnown(last, 1);
      await addKnown(first, 2);
    });

    /** Whether `write` leaves the last person alone while it waits for the first. */
    const waitsForFirst = async (write: () => Promise<unknown>): Promise<boolean> => {
      const written: Promise<unknown>[] = [];
      const isFree = await during(
        testDatabase,
        `select from cached_user where id = $1 for update`,
        [first],
        async () => {
          written.push(write());
          await untilWaitingForLock(testDatabase, '%cached_user%');
          return !(await isLocked(testDatabase, 'cached_user', last));
        },
      );
      await Promise.all(written);
      return isFree;
    };

    it.each([
      ['a deletion of the first and a change of the last', 'deleted', 'changed'],
      ['a change of the first and a deletion of the last', 'changed', 'deleted'],
    ] as const)('in a batch with %s', async (_, ofFirst, ofLast) => {
      const batch = [event(ofLast, last, 9), event(ofFirst, first, 9)];
      expect(await waitsForFirst(() => record(...batch))).toBe(true);
    });

    it('when it stores what it fetched', async () => {
      isAway = true;
      await record(event('changed', last, 8), event('changed', first, 9));
      const fetches = async (): Promise<unknown> => {
        isAway = false;
        return refreshed();
      };
      expect(await waitsForFirst(fetches)).toBe(true);
    });

    it('when it compares everyone', async () => {
      const compareAll = () =>
        module.get(Database).transaction((tx) => module.get(CachedUsers).compareAll(tx));
      expect(await waitsForFirst(compareAll)).toBe(true);
    });

    it('when it asks about refused ones again at its start', async () => {
      await testDatabase.query(`update cached_user set refused = 'answered 403' where id = any($1)`, [
        [first, last],
      ]);
      const restarted: TestingModule[] = [];
      expect(await waitsForFirst(async () => restarted.push(await start()))).toBe(true);
      await Promise.all(restarted.map((each) => each.close()));
      await refreshed();
    });
  });
});
