import { Logger } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { Database, DatabaseModule } from '@ates/platform';
import {
  CachedUser,
  cachedUserMigrations,
  CachedUsers,
  CachedUsersModule,
  PeopleDirectory,
  type UserEvent,
} from '@ates/identity';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';
import { startCallingService } from './support/calling-service.js';
import { Issuer } from './support/issuer.js';
import { Peer, type PeerAnswer } from './support/peer.js';

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

describe('The copy of people', () => {
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
        migrations: cachedUserMigrations,
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

  /** Waits until nothing is to be fetched. */
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

  it('does not speak of people it has not fetched yet, or never heard of', async () => {
    isAway = true;
    const id = randomUUID();
    await record(event('created', id, 1));
    expect(await module.get(PeopleDirectory).find(id)).toBeUndefined();
    expect(await module.get(PeopleDirectory).find(randomUUID())).toBeUndefined();
    await testDatabase.query(`delete from cached_user where id = $1`, [id]);
  });

  it('fetches again after a newer event, and after one with the same time', async () => {
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

  it('fetches again after an older event too, which is no news and leaves the newest time', async () => {
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

    it.each(times)(
      'by %s: takes what it tells now, and what is told in time afterwards',
      async (_, ahead) => {
        const id = randomUUID();
        users.set(id, { ...person(), roles: ['administrator'] });
        expect(await record(eventAt('created', id, minutesFromNow(-1)), eventAt('changed', id, ahead))).toBe(
          1,
        );
        await refreshed();
        expect(await rowOf(id)).toMatchObject({ roles: ['administrator'] });
        users.set(id, { ...person(), roles: ['employee'] });
        await record(eventAt('changed', id, minutesFromNow(0)));
        await until('the demotion is known', async () => String((await rowOf(id))?.roles) === 'employee');
      },
    );

    it.each(times)('by %s: takes the same event again, in any order, without news', async (_, ahead) => {
      const id = randomUUID();
      users.set(id, person());
      const [first, second] = [eventAt('changed', id, ahead), eventAt('changed', id, minutesFromNow(0))];
      expect((await record(first)) + (await record(second)) + (await record(first))).toBeLessThanOrEqual(2);
      expect(await recordAs([second, first, second], false)).toBe(0);
      await refreshed();
      expect(await rowOf(id)).toMatchObject({ is_known: true, name: 'Polly' });
    });

    it('and had frozen a copy before: the next event thaws it', async () => {
      const id = randomUUID();
      await addKnown(id);
      await testDatabase.query(`update cached_user set changed_at = '2999-01-01' where id = $1`, [id]);
      users.set(id, person('Kesha'));
      expect(await record(eventAt('changed', id, minutesFromNow(0)))).toBe(1);
      await until('the new name is known', async () => (await rowOf(id))?.name === 'Kesha');
      expect((await rowOf(id))?.changed_at.getFullYear()).toBeLessThan(2999);
    });
  });

  it('compares a copy with Auth when an event that is known is read once more for that (F11)', async () => {
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

  it('flags a deleted person and never takes the flag back', async () => {
    const id = randomUUID();
    await addKnown(id, 5);
    await record(event('deleted', id, 6));
    await record(event('changed', id, 7));
    expect(await rowOf(id)).toMatchObject({ is_deleted: true, is_stale: false, name: 'Polly' });
    expect(await module.get(PeopleDirectory).find(id)).toEqual({ roles: ['employee'], isDeleted: true });
  });

  it('flags a deleted person also when a newer change came first', async () => {
    const id = randomUUID();
    await addKnown(id, 5);
    await record(event('deleted', id, 4));
    expect(await rowOf(id)).toMatchObject({ is_deleted: true });
  });

  it('keeps of a person who was deleted before being known that they are, and nothing else (T11)', async () => {
    const [inOrder, lateChange, inOneList, laterChange] = Array.from({ length: 4 }, () => randomUUID());
    // Auth still has them, as one does that tells before it deletes.
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

  it('keeps nobody whom Auth does not have and of whom no deletion was told', async () => {
    const id = randomUUID();
    await record(event('created', id, 1));
    await until('nobody is kept', async () => !(await rowOf(id)));
    await addKnown(id, 2);
    expect(await rowOf(id)).toMatchObject({ is_known: true, is_deleted: false });
  });

  it('flags a known person whom Auth does not have any more', async () => {
    const id = randomUUID();
    await addKnown(id, 1);
    users.delete(id);
    await record(event('changed', id, 2));
    await refreshed();
    expect(await rowOf(id)).toMatchObject({ is_deleted: true, name: 'Polly' });
  });

  it('waits while Auth is away, and catches up by itself', async () => {
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

  it('keeps what is due through every sort of failure, and through an end between two tries (S5)', async () => {
    const ids = Array.from({ length: 3 }, () => randomUUID());
    ids.forEach((id) => users.set(id, person()));
    const answer = auth.handler;
    const failures: PeerAnswer[] = [
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
    await until('all of these were tried', () => failures.length === 0);
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

  it('fetches once more when an event of the same time came while it was fetching', async () => {
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

  it('knows the others although Auth fails to answer for one', async () => {
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
    await until('nobody is kept whom Auth does not have', async () => !(await rowOf(bad ?? '')));
  });

  it('says why Auth refuses to answer for a person, and asks again after the next event', async () => {
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

  it('takes an answer as somebody else’s program gives it', async () => {
    const id = randomUUID();
    users.set(id, { username: 'jac\u0000quot', role: 'employee' });
    await record(event('created', id, 1));
    await refreshed();
    expect(await rowOf(id)).toMatchObject({ name: 'jacquot', roles: ['employee'], is_known: true });
  });

  it('notes five hundred events at once, and the same ones again without a change', async () => {
    isAway = true;
    const events = Array.from({ length: 500 }, (_, index) =>
      event(index % 10 === 0 ? 'deleted' : 'changed', randomUUID(), index),
    );
    const noted = () =>
      testDatabase.query(`select id, changed_at from cached_user where not is_known order by id`);
    const before = (await noted()).length;
    await record(...events);
    const once = await noted();
    await record(...events);
    expect(await noted()).toEqual(once);
    expect(once).toHaveLength(500 + before);
    await testDatabase.query(`delete from cached_user where not is_known`);
  });

  describe('whatever the order of events, and however often they come,', () => {
    /** A person's life as Auth tells it: changes, each later or at the same time, and maybe the end. */
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

    it('it ends in the same state', async () => {
      await fc.assert(
        fc.asyncProperty(history, async ({ people, events, listLength }) => {
          const known = people.filter(({ isKnownBefore }) => isKnownBefore);
          await testDatabase.query(
            `insert into cached_user (id, name, roles, is_known, is_stale, changed_at)
             select id, 'Polly', '{employee}', true, false, $2 from unnest($1::uuid[]) as id`,
            [known.map(({ id }) => id), instantOf(10)],
          );
          // What Auth answers is what is true now, however late it is asked.
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
        // No shrinking: a smaller history would be of the same people, who are in the database by then.
        { numRuns: 100, endOnFailure: true },
      );
    });
  });

  it('is not stopped by two lists about the same people at the same time', async () => {
    const ids = Array.from({ length: 100 }, () => randomUUID());
    isAway = true;
    const lists = Array.from({ length: 8 }, (_, index) => {
      const order = index % 2 === 0 ? ids : [...ids].reverse();
      return record(...order.map((id) => event(index % 4 === 3 ? 'deleted' : 'changed', id, index)));
    });
    await Promise.all(lists);
    await testDatabase.query(`delete from cached_user where not is_known`);
  });
});
