import pg from 'pg';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { instant } from '@ates/contracts';
import { during, isLocked, untilWaitingForLock } from '../../../test/support/locks.js';
import { assigned, changed, changedV2, completed, Ledger } from './support/ledger.js';

const noon = '2026-05-04T12:00:00.123456Z';

describe('The ledger', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  it('moves a fee from the performer to the company and a reward back, and sums to zero (F2 F3)', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([assigned(task, performer, noon), completed(task, performer, noon)]);
    const [fee, reward] = await ledger.postingsOf([task]);
    expect(fee).toMatchObject({ kind: 'fee', user_id: performer });
    expect(reward).toMatchObject({ kind: 'reward', user_id: performer });
    const balances = await ledger.balancesOf([performer]);
    expect(balances.get(performer)).toBe((fee?.amount ?? 0) + (reward?.amount ?? 0));
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  });

  it("keeps the event's own time to the microsecond, whatever its UTC offset (F2)", async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([assigned(task, performer, '2026-05-04T14:30:00.123456+02:00')]);
    const [posting] = await ledger.postingsOf([task]);
    expect(posting?.occurred_at).toBe('2026-05-04T12:30:00.123456Z');
  });

  it.each([
    ['2026-05-04t12:30:00.123456z', '2026-05-04T12:30:00.123456Z'],
    ['2026-05-04 12:30:00.123456+00', '2026-05-04T12:30:00.123456Z'],
    ['2026-05-05T12:29:00.123456+23:59', '2026-05-04T12:30:00.123456Z'],
    ['2026-05-04T23:29:00.123456+15:59', '2026-05-04T07:30:00.123456Z'],
    [`2026-05-04T12:30:00.123456${'0'.repeat(38)}Z`, '2026-05-04T12:30:00.123456Z'],
    [`2026-05-04T12:30:00.${'123456'.repeat(500)}Z`, '2026-05-04T12:30:00.123456Z'],
    ['2016-12-31T23:59:60.5Z', '2016-12-31T23:59:59.999999Z'],
  ])('books an event of %s at its own time, in whatever notation (F2)', async (sent, stored) => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([assigned(task, performer, instant.parse(sent))]);
    const [posting] = await ledger.postingsOf([task]);
    expect(posting?.occurred_at).toBe(stored);
  });

  it('prices a task once, at its first event of any type (F1)', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([changed(task, noon)]);
    const price = () => ledger.database.query(`select fee, reward from task where id = $1`, [task]);
    const first = await price();
    await ledger.deliver([assigned(task, performer, noon)]);
    expect(first).toHaveLength(1);
    expect(await price()).toEqual(first);
  });

  it.each([
    ['update', `update posting set amount = amount + 1`],
    ['an update of no rows', `update posting set amount = 1 where false`],
    ['delete', `delete from posting`],
    ['truncate', `truncate posting cascade`],
    ['truncate of a referenced table', `truncate account cascade`],
  ])('rejects %s, even from the owner and a superuser (F3)', async (_, statement) => {
    await ledger.deliver([assigned(uuidv7(), uuidv4(), noon)]);
    await expect(ledger.database.query(statement)).rejects.toThrow(/postings are never changed/);
  });

  it('rejects a delete even in a replica session, where ordinary triggers do not fire', async () => {
    const client = new pg.Client({ connectionString: ledger.database.url });
    await client.connect();
    try {
      await client.query(`set session_replication_role = replica`);
      await expect(client.query(`delete from posting`)).rejects.toThrow(/postings are never changed/);
    } finally {
      await client.end();
    }
  });

  it('deduplicates a completion with another message id and another notation of its time', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([completed(task, performer, '2026-05-04T12:00:00Z')]);
    await ledger.deliver([completed(task, performer, '2026-05-04T14:00:00.000+02:00')]);
    expect(await ledger.postingsOf([task])).toHaveLength(1);
  });

  it('rejects a second completion by another performer or at another time', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([completed(task, performer, noon)]);
    const before = await ledger.postingsOf([task]);
    const contradictions = [
      completed(task, uuidv4(), noon),
      completed(task, performer, '2026-05-04T12:00:01Z'),
    ];
    for (const contradiction of contradictions) {
      const innocent = assigned(uuidv7(), performer, noon);
      await expect(ledger.deliver([innocent, contradiction])).rejects.toMatchObject({
        code: 'posting-contradiction',
      });
    }
    expect(await ledger.postingsOf([task])).toEqual(before);
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  });

  it('rejects two contradicting events in one batch', async () => {
    const [task, id] = [uuidv7(), uuidv7()];
    const both = [assigned(task, uuidv4(), noon, id), assigned(task, uuidv4(), noon, id)];
    await expect(ledger.deliver(both)).rejects.toMatchObject({ code: 'posting-contradiction' });
    expect(await ledger.postingsOf([task])).toEqual([]);
  });

  it('rolls back the postings when a later step fails', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    const noSuchInstant = assigned(task, performer, '2026-05-04T12:00:00+23:00');
    await expect(ledger.deliver([assigned(task, performer, noon), noSuchInstant])).rejects.toThrow();
    expect(await ledger.postingsOf([task])).toEqual([]);
    expect((await ledger.balancesOf([performer])).size).toBe(0);
  });

  it('lets many consumers post to the same accounts concurrently', async () => {
    const people = Array.from({ length: 5 }, () => uuidv4());
    const tasks = Array.from({ length: 200 }, () => uuidv7());
    const events = tasks.map((task, index) => assigned(task, people[index % people.length] ?? '', noon));
    const batches = Array.from({ length: 10 }, (_, batch) =>
      events.filter((_, index) => index % 10 === batch),
    );
    await Promise.all([...batches, ...batches.toReversed()].map((batch) => ledger.deliver(batch)));
    expect(await ledger.postingsOf(tasks)).toHaveLength(200);
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  });

  it('adds to large balances to the cent (F3)', async () => {
    const [performer, large] = [uuidv4(), 9_007_199_254_000_001n];
    const changeBalance = (by: bigint) =>
      ledger.database.query(`update account set balance = balance + $2 where user_id = $1`, [performer, by]);
    await ledger.deliver([assigned(uuidv7(), performer, noon)]);
    await changeBalance(large);
    await ledger.deliver([assigned(uuidv7(), performer, noon), completed(uuidv7(), performer, noon)]);
    await changeBalance(-large);
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  });

  it('finds a balance that is not the sum of its entries (F3)', async () => {
    const performer = uuidv4();
    await ledger.deliver([assigned(uuidv7(), performer, noon)]);
    await ledger.database.query(`update account set balance = balance + 1 where user_id = $1`, [performer]);
    const { sum, differences } = await ledger.verification();
    await ledger.database.query(`update account set balance = balance - 1 where user_id = $1`, [performer]);
    expect(sum).toBe(1);
    const [first] = differences;
    expect(first).toMatchObject({ what: 'account.balance', user: performer, day: null });
    expect(Number(first?.found)).toBe(Number(first?.expected) + 1);
  });

  it("finds a day on which the company's balance is wrong (F3)", async () => {
    await ledger.deliver([assigned(uuidv7(), uuidv4(), noon)]);
    await ledger.database.query(
      `update company_day_balance set balance = balance + 5 where day = '2026-05-04'`,
    );
    const { sum, differences } = await ledger.verification();
    await ledger.database.query(
      `update company_day_balance set balance = balance - 5 where day = '2026-05-04'`,
    );
    expect(sum).toBe(5);
    expect(differences[0]).toMatchObject({
      what: 'company_day_balance.balance',
      user: null,
      day: '2026-05-04',
    });
  });
});

/** Instants and the day they are booked on: around midnight, and where clocks change. */
const days: [string, string, string][] = [
  ['UTC', '2026-05-04T23:59:59.999999Z', '2026-05-04'],
  ['UTC', '2026-05-05T00:00:00Z', '2026-05-05'],
  ['UTC', '2026-05-05T01:00:00+02:00', '2026-05-04'],
  ['Europe/Berlin', '2026-01-31T22:59:59.999999Z', '2026-01-31'],
  ['Europe/Berlin', '2026-01-31T23:00:00Z', '2026-02-01'],
  // Clocks go forward on 29 March: that day lasts from 23:00Z to 22:00Z.
  ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
  ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
  // And back on 25 October: from 22:00Z to 23:00Z, 25 hours.
  ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25'],
  ['Europe/Berlin', '2026-10-25T22:59:59.999999Z', '2026-10-25'],
  ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
  ['America/New_York', '2026-03-08T04:59:59Z', '2026-03-07'],
  ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08'],
  ['America/New_York', '2026-03-09T03:59:59Z', '2026-03-08'],
  ['America/New_York', '2026-03-09T04:00:00Z', '2026-03-09'],
  // Clocks change at midnight here: 24 April 2026 begins at one o'clock.
  ['Africa/Cairo', '2026-04-23T21:59:59Z', '2026-04-23'],
  ['Africa/Cairo', '2026-04-23T22:00:00Z', '2026-04-24'],
  ['Asia/Kathmandu', '2026-05-04T18:15:00Z', '2026-05-05'],
  ['Pacific/Kiritimati', '2026-05-04T09:59:59Z', '2026-05-04'],
  ['Pacific/Kiritimati', '2026-05-04T10:00:00Z', '2026-05-05'],
];

describe('A posting is booked on the working day of its event', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  it.each(days)('in %s, %s is on %s (F2)', async (timeZone, instant, day) => {
    const task = uuidv7();
    await ledger.deliverIn(timeZone, [assigned(task, uuidv4(), instant)]);
    expect(await ledger.postingsOf([task])).toMatchObject([{ booked_on: day }]);
  });

  it('stays on its day when the event is redelivered after the time zone changed', async () => {
    const [task, performer, id] = [uuidv7(), uuidv4(), uuidv7()];
    const event = assigned(task, performer, '2026-05-04T23:30:00Z', id);
    await ledger.deliverIn('UTC', [event]);
    await ledger.deliverIn('Europe/Berlin', [event]);
    expect(await ledger.postingsOf([task])).toMatchObject([{ booked_on: '2026-05-04' }]);
  });

  it('requires a time zone that the database knows, or Finance does not start', async () => {
    await expect(ledger.checkCalendar('America/New_York')).resolves.toBeUndefined();
    await expect(ledger.checkCalendar('Mars/Olympus')).rejects.toThrow(/BUSINESS_TIME_ZONE.*Mars\/Olympus/);
  });
});

describe('An event with an implausible time', () => {
  const now = '2026-05-04T20:00:00.000Z';
  let ledger: Ledger;

  beforeEach(async () => {
    ledger = await Ledger.start();
  });

  afterEach(() => ledger.stop());

  const dayOf = async (instant: string, timeZone = 'UTC'): Promise<string | undefined> => {
    const task = uuidv7();
    await ledger.deliverAt(now, [assigned(task, uuidv4(), instant)], timeZone);
    return (await ledger.postingsOf([task]))[0]?.booked_on;
  };

  const booksAreRight = async (): Promise<void> => {
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  };

  it.each([
    ['2026-05-04T20:05:00.001Z', '2026-05-04'],
    ['2026-05-05T00:00:00Z', '2026-05-04'],
    ['2026-05-05T06:00:00+10:00', '2026-05-04'],
    ['2027-05-04T20:00:00Z', '2026-05-04'],
    ['2999-12-31T23:59:59.999999999Z', '2026-05-04'],
    ['9999-12-31T23:59:59.9999999Z', '2026-05-04'],
    ['9999-12-31T23:59:59-12:00', '2026-05-04'],
  ])('in the future, %s, is booked on the current day %s and keeps its time (F9)', async (instant, day) => {
    const task = uuidv7();
    await ledger.deliverAt(now, [completed(task, uuidv4(), instant)]);
    expect(await ledger.postingsOf([task])).toMatchObject([{ booked_on: day }]);
    const [stored] = await ledger.database.query<{ isSame: boolean }>(
      `select occurred_at = $2::timestamptz as "isSame" from posting where task_id = $1`,
      [task, instant],
    );
    expect(stored?.isSame).toBe(true);
    await booksAreRight();
  });

  it('in the future by less than clocks may differ is booked on its own day (F9)', async () => {
    const task = uuidv7();
    await ledger.deliverAt('2026-05-04T23:58:00Z', [assigned(task, uuidv4(), '2026-05-05T00:02:59Z')]);
    expect(await ledger.postingsOf([task])).toMatchObject([{ booked_on: '2026-05-05' }]);
    await booksAreRight();
  });

  it('is booked on the current day in the business time zone (F9)', async () => {
    expect(await dayOf('2027-01-01T00:00:00Z', 'Pacific/Kiritimati')).toBe('2026-05-05');
  });

  it('is posted once however often it is delivered, even after its time has come (F2)', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    const event = assigned(task, performer, '2026-06-01T12:00:00Z');
    await ledger.deliverAt(now, [event]);
    await ledger.deliverAt('2026-06-02T12:00:00Z', [event, event]);
    expect(await ledger.postingsOf([task])).toMatchObject([{ booked_on: '2026-05-04' }]);
    await booksAreRight();
  });

  it('is paid out with the current day, and opens no future day (F6, F9)', async () => {
    const performer = uuidv4();
    await ledger.deliverAt(now, [completed(uuidv7(), performer, '2027-05-04T12:00:00Z')]);
    expect(await ledger.closeDueDays('2026-05-05T12:00:00Z')).toEqual(['2026-05-04']);
    expect(await ledger.payoutsOf([performer])).toMatchObject([{ day: '2026-05-04' }]);
    await booksAreRight();
  });

  describe('from before the books began,', () => {
    const longAgo = [
      '1970-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '0001-01-01T00:00:00+14:00',
      '2025-05-02T12:00:00Z',
    ];

    beforeEach(() => ledger.checkCalendar('UTC', '00:00', undefined, now));

    it.each(longAgo)('%s, is booked on the current day while no day is closed (F9)', async (instant) => {
      expect(await dayOf(instant)).toBe('2026-05-04');
      await booksAreRight();
      expect(await ledger.closeDueDays('2026-05-05T12:00:00Z')).toEqual(['2026-05-04']);
    });

    it.each(longAgo)('%s, is booked on the first open day once a day is closed (F9)', async (instant) => {
      await ledger.deliverAt(now, [assigned(uuidv7(), uuidv4(), '2026-05-01T12:00:00Z')]);
      await ledger.closeDueDay('2026-05-04T12:00:00Z');
      expect(await dayOf(instant)).toBe('2026-05-02');
      await booksAreRight();
    });

    it('is booked on its own day within the year before Finance first started (F9)', async () => {
      expect(await dayOf('2025-05-04T12:00:00Z')).toBe('2025-05-04');
      expect(await dayOf('2026-02-01T12:00:00Z')).toBe('2026-02-01');
    });

    it('keeps the year before the first start when Finance restarts', async () => {
      await ledger.checkCalendar('UTC', '00:00', undefined, '2027-05-04T20:00:00Z');
      expect(await dayOf('2025-05-04T12:00:00Z')).toBe('2025-05-04');
    });

    it('respects another first day set by BOOKS_BEGIN', async () => {
      await ledger.checkCalendar('UTC', '00:00', '2026-04-01', now);
      expect(await dayOf('2026-03-31T23:59:59Z')).toBe('2026-05-04');
      expect(await dayOf('2026-04-01T00:00:00Z')).toBe('2026-04-01');
    });
  });
});

describe('The description of a task (F10)', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  const now = '2026-05-04T20:00:00Z';
  const stateOf = async (task: string) => {
    const [row] = await ledger.database.query<{ description: string | null; is_stale: boolean }>(
      `select description, is_stale from task where id = $1`,
      [task],
    );
    return row;
  };
  const fetched = (task: string) =>
    ledger.database.query(`update task set is_stale = false where id = $1`, [task]);
  const titled = (title: string) => ({ title, jira_id: null });

  it.each(['2026-05-04T20:02:00Z', '2027-05-04T20:00:00Z', '9999-12-31T23:59:59-12:00'])(
    'is fetched again after a plausible change, though one from %s came before',
    async (ahead) => {
      const task = uuidv7();
      await ledger.deliverAt(now, [changedV2(task, ahead, titled('From the future'))]);
      expect(await stateOf(task)).toEqual({ description: 'From the future', is_stale: true });
      await fetched(task);
      await ledger.deliverAt('2026-05-04T20:01:00Z', [
        changedV2(task, '2026-05-04T20:01:00Z', titled('In time')),
      ]);
      expect(await stateOf(task)).toMatchObject({ is_stale: true });
    },
  );

  it('shows a plausible change at once, despite one from the future', async () => {
    const task = uuidv7();
    const ahead = changedV2(task, '2027-05-04T20:00:00Z', titled('From the future'));
    await ledger.deliverAt(now, [ahead]);
    await ledger.deliverAt(now, [changedV2(task, '2026-05-04T19:59:00Z', titled('In time'))]);
    await ledger.deliverAt(now, [ahead]);
    expect(await stateOf(task)).toEqual({ description: 'In time', is_stale: true });
  });

  it('keeps the newest change when an older one arrives late, and is fetched again', async () => {
    const task = uuidv7();
    await ledger.deliverAt(now, [changedV2(task, '2026-05-04T19:00:00Z', titled('New'))]);
    await fetched(task);
    await ledger.deliverAt(now, [changedV2(task, '2026-05-04T18:00:00Z', titled('Old'))]);
    expect(await stateOf(task)).toEqual({ description: 'New', is_stale: true });
  });

  describe('is marked to be fetched in the order of the ids of tasks, so that two writers never deadlock', () => {
    let first: string;
    let last: string;

    beforeEach(async () => {
      [first = '', last = ''] = [uuidv7(), uuidv7()].toSorted();
      // The row of the last one lies before the other.
      for (const task of [last, first]) {
        await ledger.deliverAt(now, [changedV2(task, '2026-05-04T19:00:00Z', titled('As it is'))]);
        await fetched(task);
      }
    });

    /** Whether `write` leaves the last task alone while it waits for the first. */
    const waitsForFirst = async (write: () => Promise<unknown>): Promise<boolean> => {
      const written: Promise<unknown>[] = [];
      const isFree = await during(
        ledger.database,
        `select from task where id = $1 for update`,
        [first],
        async () => {
          written.push(write());
          await untilWaitingForLock(ledger.database, '%task%');
          return !(await isLocked(ledger.database, 'task', last));
        },
      );
      await Promise.all(written);
      return isFree;
    };

    it.each([
      ['late for the first and new for the last', '2026-05-04T18:00:00Z', '2026-05-04T19:30:00Z'],
      ['new for the first and late for the last', '2026-05-04T19:30:00Z', '2026-05-04T18:00:00Z'],
    ])('by changes that are %s', async (_, ofFirst, ofLast) => {
      const batch = [changedV2(last, ofLast, titled('Last')), changedV2(first, ofFirst, titled('First'))];
      expect(await waitsForFirst(() => ledger.deliverAt(now, batch))).toBe(true);
      expect([await stateOf(first), await stateOf(last)]).toEqual([
        { description: ofFirst > ofLast ? 'First' : 'As it is', is_stale: true },
        { description: ofFirst > ofLast ? 'As it is' : 'Last', is_stale: true },
      ]);
    });

    it('after Tasks was restored', async () => {
      expect(await waitsForFirst(() => ledger.compareTasks())).toBe(true);
    });
  });
});
