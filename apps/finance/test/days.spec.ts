import { createHash } from 'node:crypto';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { hashOfDay } from '../src/days/day-hash.js';
import { assigned, completed, daysBetween, Ledger, type TaskEvent } from './support/ledger.js';

/** Events that make a person's balance positive or negative. */
const earning = (person: string, instant: string): TaskEvent[] => [completed(uuidv7(), person, instant)];
const losing = (person: string, instant: string): TaskEvent[] => [assigned(uuidv7(), person, instant)];

describe('Closing a day', () => {
  let ledger: Ledger;
  let earner: string;
  let loser: string;

  beforeEach(async () => {
    ledger = await Ledger.start();
    [earner, loser] = [uuidv4(), uuidv4()];
  });

  afterEach(() => ledger.stop());

  const balanceOf = async (person: string) => (await ledger.balancesOf([person])).get(person) ?? 0;

  async function booksAreRight(): Promise<void> {
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  }

  it("pays out every positive balance, keeps the others, and returns the day's totals (F6)", async () => {
    await ledger.deliver([
      ...earning(earner, '2026-05-04T12:00:00Z'),
      ...losing(loser, '2026-05-04T13:00:00Z'),
    ]);
    const [earned, lost] = [await balanceOf(earner), await balanceOf(loser)];
    const closing = await ledger.closeDay('2026-05-04', '2026-05-05T00:00:00Z');
    expect(closing).toMatchObject({
      dry_run: false,
      payouts: [{ user: earner, amount: earned }],
      day: {
        date: '2026-05-04',
        closed_at: '2026-05-05T00:00:00.000000Z',
        postings: 2,
        fees: -lost,
        rewards: earned,
        income: -lost - earned,
        paid_people: 1,
        paid: earned,
        people_in_the_red: 1,
        carried_over: lost,
      },
    });
    expect(await balanceOf(earner)).toBe(0);
    expect(await balanceOf(loser)).toBe(lost);
    await booksAreRight();
  });

  it('pays the balance at the end of the day, whatever was booked on later days (F6)', async () => {
    await ledger.deliver(earning(earner, '2026-05-04T12:00:00Z'));
    const earned = await balanceOf(earner);
    await ledger.deliver([
      ...losing(earner, '2026-05-05T00:00:00Z'),
      ...earning(loser, '2026-05-05T00:00:00Z'),
    ]);
    await ledger.closeDay('2026-05-04', '2026-05-05T08:00:00Z');
    expect(await ledger.payoutsOf([earner, loser])).toEqual([
      { day: '2026-05-04', user: earner, amount: earned },
    ]);
    expect(await balanceOf(earner)).toBeLessThan(0);
    await booksAreRight();
  });

  it('publishes each payout and the day exactly once (F8)', async () => {
    const [cheap, dear] = [uuidv7(), uuidv7()];
    await ledger.deliver([
      completed(cheap, earner, '2026-05-04T12:00:00Z'),
      completed(dear, earner, '2026-05-04T12:30:00Z'),
      ...losing(loser, '2026-05-04T13:00:00Z'),
    ]);
    const now = '2026-05-05T12:00:00Z';
    await ledger.closeDay('2026-05-04', now, true);
    expect(await ledger.publishedEvents()).toEqual([]);
    const { day } = await ledger.closeDay('2026-05-04', now);
    await Promise.all([ledger.closeDay('2026-05-04', now), ledger.closeDueDay(now)]);
    const rewards = (await ledger.postingsOf([cheap, dear])).map(({ task_id, amount }) => ({
      task_uuid: task_id,
      reward: amount,
    }));
    const about = { date: '2026-05-04', currency: 'USD', timestamp: '2026-05-05T12:00:00.000000Z' };
    expect(await ledger.publishedEvents()).toEqual([
      { type: 'finance.payout.made', body: { ...about, user_id: earner, amount: day.paid } },
      {
        type: 'finance.day.closed',
        body: {
          ...about,
          income: day.income,
          paid: day.paid,
          people_earned: 1,
          people_in_the_red: 1,
          dearest_task: rewards.sort((left, right) => right.reward - left.reward)[0],
          tasks_with_profit: 1,
          tasks_with_deficit: 2,
          begins_at: '2026-05-04T00:00:00.000000Z',
          ends_at: '2026-05-05T00:00:00.000000Z',
          time_zone: 'UTC',
        },
      },
    ]);
  });

  it('counts tasks by their result for the company on the day: profit, deficit or neither (F8)', async () => {
    const [drawnTwice, completedAtOnce, reversed, later] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
    await ledger.deliver([
      assigned(drawnTwice, earner, '2026-05-04T10:00:00Z'),
      assigned(drawnTwice, loser, '2026-05-04T10:01:00Z'),
      // A reward is at least as high as a fee, so one of each makes a deficit or cancels out.
      ...Array.from({ length: 4 }, () => assigned(completedAtOnce, loser, '2026-05-04T10:00:00Z')),
      completed(completedAtOnce, loser, '2026-05-04T11:00:00Z'),
      assigned(reversed, loser, '2026-05-04T10:00:00Z'),
      assigned(later, loser, '2026-05-04T10:00:00Z'),
      completed(later, loser, '2026-05-05T10:00:00Z'),
    ]);
    const [fee] = await ledger.database.query<{ id: string }>(`select id from posting where task_id = $1`, [
      reversed,
    ]);
    await ledger.reverse(fee?.id ?? '', '2026-05-04T12:00:00Z');
    const [sum] = await ledger.database.query<{ income: number }>(
      `select sum(-person_amount)::int as income from posting where task_id = $1`,
      [completedAtOnce],
    );
    const isProfit = (sum?.income ?? 0) > 0;
    const dry = await ledger.closeDay('2026-05-04', '2026-05-05T00:00:00Z', true);
    const { day } = await ledger.closeDay('2026-05-04', '2026-05-05T00:00:00Z');
    expect(dry.day).toMatchObject({
      tasks_with_profit: isProfit ? 3 : 2,
      tasks_with_deficit: isProfit ? 0 : 1,
    });
    expect(day).toMatchObject({ tasks_with_profit: isProfit ? 3 : 2, tasks_with_deficit: isProfit ? 0 : 1 });
    const { day: next } = await ledger.closeDay('2026-05-05', '2026-05-06T00:00:00Z');
    expect(next).toMatchObject({ tasks_with_profit: 0, tasks_with_deficit: 1 });
    await booksAreRight();
  });

  it('publishes a day without a completed task with `dearest_task` null (F8)', async () => {
    await ledger.deliver(losing(loser, '2026-05-04T13:00:00Z'));
    await ledger.closeDay('2026-05-04', '2026-05-05T12:00:00Z');
    expect(await ledger.publishedEvents()).toMatchObject([
      { type: 'finance.day.closed', body: { dearest_task: null, people_earned: 0, paid: 0 } },
    ]);
  });

  it('previews the payouts in a dry run and changes nothing (F6)', async () => {
    await ledger.deliver([
      ...earning(earner, '2026-05-04T12:00:00Z'),
      ...losing(loser, '2026-05-04T13:00:00Z'),
    ]);
    const earned = await balanceOf(earner);
    const dry = await ledger.closeDay('2026-05-04', '2026-05-05T00:00:00Z', true);
    expect(dry).toMatchObject({ dry_run: true, day: { closed_at: null, hash: null } });
    expect(await balanceOf(earner)).toBe(earned);
    const closing = await ledger.closeDay('2026-05-04', '2026-05-05T00:00:00Z');
    expect(closing.payouts).toEqual(dry.payouts);
    const { closed_at, hash } = closing.day;
    expect(closing.day).toEqual({ ...dry.day, closed_at, hash });
  });

  it('catches up on missed days, in order, each with its own payouts (F6)', async () => {
    await ledger.deliver([
      ...earning(earner, '2026-05-04T12:00:00Z'),
      ...earning(earner, '2026-05-06T12:00:00Z'),
      ...earning(loser, '2026-05-06T12:00:00Z'),
    ]);
    const closed = await ledger.closeDueDays('2026-05-08T12:00:00Z');
    expect(closed).toEqual(['2026-05-04', '2026-05-05', '2026-05-06', '2026-05-07']);
    const payouts = await ledger.payoutsOf([earner, loser]);
    expect(payouts.map(({ day, user }) => [day, user])).toEqual([
      ['2026-05-04', earner],
      ...[earner, loser].sort().map((user) => ['2026-05-06', user]),
    ]);
    await booksAreRight();
  });

  it('closes empty days in one step, each with its event, hash and carried balances (F6, F8)', async () => {
    await ledger.deliver([
      ...earning(earner, '2026-01-10T12:00:00Z'),
      ...losing(loser, '2026-01-10T12:00:00Z'),
      ...earning(earner, '2026-04-10T12:00:00Z'),
    ]);
    const now = '2026-05-08T12:00:00Z';
    const steps = [];
    for (let step = await ledger.closeStep(now); step; step = await ledger.closeStep(now)) {
      steps.push(step);
    }
    expect(steps).toEqual([
      { first: '2026-01-10', last: '2026-01-10', areEmpty: false },
      { first: '2026-01-11', last: '2026-04-09', areEmpty: true },
      { first: '2026-04-10', last: '2026-04-10', areEmpty: false },
      { first: '2026-04-11', last: '2026-05-07', areEmpty: true },
    ]);
    const published = await ledger.publishedEvents();
    const days = published
      .filter(({ type }) => type === 'finance.day.closed')
      .map(({ body }) => body['date']);
    expect(days).toEqual(daysBetween('2026-01-10', '2026-05-07'));
    expect(published.find(({ body }) => body['date'] === '2026-02-01')?.body).toEqual({
      date: '2026-02-01',
      currency: 'USD',
      income: 0,
      paid: 0,
      people_earned: 0,
      people_in_the_red: 1,
      dearest_task: null,
      tasks_with_profit: 0,
      tasks_with_deficit: 0,
      begins_at: '2026-02-01T00:00:00.000000Z',
      ends_at: '2026-02-02T00:00:00.000000Z',
      time_zone: 'UTC',
      timestamp: '2026-05-08T12:00:00.000000Z',
    });
    expect(
      await ledger.database.query(
        `select count(*)::int as days, count(distinct balance)::int as balances from carried_balance`,
      ),
    ).toEqual([{ days: days.length, balances: 1 }]);
    expect(
      await ledger.database.query(`select from business_day as closed where postings = 0 and hash <> (
       select ${hashOfDay} from business_day as before where before.day = closed.day - 1)`),
    ).toEqual([]);
    await booksAreRight();
  });

  it('creates no statement for a person without postings on the day (F7)', async () => {
    await ledger.deliver([
      ...losing(loser, '2026-05-01T12:00:00Z'),
      ...earning(earner, '2026-05-04T12:00:00Z'),
    ]);
    await ledger.closeDueDays('2026-05-06T12:00:00Z');
    expect(
      await ledger.database.query(
        `select day::text, user_id, opening_balance::int, carried_over::int from statement order by day`,
      ),
    ).toEqual([
      { day: '2026-05-01', user_id: loser, opening_balance: 0, carried_over: await balanceOf(loser) },
      { day: '2026-05-04', user_id: earner, opening_balance: 0, carried_over: 0 },
    ]);
  });

  it('closes twenty thousand empty days in a few steps, with everyone overdrawn on each', async () => {
    await ledger.deliver([
      ...losing(loser, '1970-01-02T12:00:00Z'),
      ...earning(earner, '2026-05-04T12:00:00Z'),
    ]);
    let steps = 0;
    while (await ledger.closeStep('2026-05-05T12:00:00Z')) {
      steps += 1;
    }
    expect(steps).toBeLessThan(25);
    expect(await ledger.payoutsOf([earner])).toMatchObject([{ day: '2026-05-04' }]);
    const [closed] = await ledger.database.query(
      `select count(*)::int as days, min(people_in_the_red)::int as fewest, max(people_in_the_red)::int as most
       from business_day`,
    );
    expect(closed).toEqual({ days: 20_577, fewest: 1, most: 1 });
    expect(await ledger.verification({ from: '2026-04-01' })).toMatchObject({ sum: 0, differences: [] });
  });

  it('closes the empty days before a day that is closed by hand, and an empty day by hand', async () => {
    await ledger.deliver([
      ...losing(loser, '2026-05-01T12:00:00Z'),
      ...earning(earner, '2026-05-04T12:00:00Z'),
    ]);
    const now = '2026-05-08T12:00:00Z';
    const closing = (day: string, isDryRun = false) => ledger.closeDay(day, now, isDryRun);
    await expect(closing('2026-05-04')).rejects.toMatchObject({ code: 'earlier-day-open' });
    await closing('2026-05-01');
    await expect(closing('2026-05-05')).rejects.toMatchObject({ code: 'earlier-day-open' });
    const dry = await closing('2026-05-04', true);
    expect(dry).toMatchObject({ payouts: [{ user: earner }] });
    expect((await closing('2026-05-04')).payouts).toEqual(dry.payouts);
    expect(await closing('2026-05-06')).toMatchObject({ day: { postings: 0 }, payouts: [] });
    expect(await ledger.closeDueDays(now)).toEqual(['2026-05-07']);
    await booksAreRight();
  });

  it('waits a minute after the end of the day automatically, but not by hand', async () => {
    await ledger.deliver(earning(earner, '2026-05-04T12:00:00Z'));
    expect(await ledger.closeDueDay('2026-05-05T00:00:59.999Z')).toBeUndefined();
    expect(await ledger.closeDueDay('2026-05-05T00:01:00Z')).toBe('2026-05-04');
    await ledger.deliver(earning(earner, '2026-05-05T12:00:00Z'));
    await expect(ledger.closeDay('2026-05-05', '2026-05-06T00:00:00Z')).resolves.toMatchObject({
      dry_run: false,
    });
  });

  it('rejects the current day, and does not preview it before the days that come first', async () => {
    await ledger.deliver(earning(earner, '2026-05-03T12:00:00Z'));
    const closing = (isDryRun: boolean) =>
      ledger.closeDay('2026-05-05', '2026-05-05T23:59:59.999Z', isDryRun);
    await expect(closing(false)).rejects.toMatchObject({ code: 'day-not-over' });
    await expect(closing(true)).rejects.toMatchObject({ code: 'earlier-day-open' });
  });

  it.each([
    ['a future day', '2026-05-09', 'day-not-over'],
    ['a day before the first', '2026-05-01', 'no-such-day'],
    ['a day after an open one', '2026-05-04', 'earlier-day-open'],
  ])('rejects %s, also in a dry run', async (_, day, code) => {
    await ledger.deliver(earning(earner, '2026-05-03T12:00:00Z'));
    for (const isDryRun of [false, true]) {
      const closing = ledger.closeDay(day, '2026-05-05T23:59:59.999Z', isDryRun);
      await expect(closing).rejects.toMatchObject({ code });
    }
    expect(await ledger.payoutsOf([earner])).toEqual([]);
  });

  it('does nothing if nothing was ever booked', async () => {
    expect(await ledger.closeDueDays('2026-05-08T12:00:00Z')).toEqual([]);
    const closing = ledger.closeDay('2026-05-04', '2026-05-08T12:00:00Z');
    await expect(closing).rejects.toMatchObject({ code: 'no-such-day' });
  });

  it('happens once, despite concurrent and repeated attempts (F6)', async () => {
    await ledger.deliver([
      ...earning(earner, '2026-05-04T12:00:00Z'),
      ...earning(loser, '2026-05-05T12:00:00Z'),
    ]);
    const now = '2026-05-06T12:00:00Z';
    const automatically = Promise.all(Array.from({ length: 5 }, () => ledger.closeDueDays(now)));
    const byHand = Promise.all(Array.from({ length: 5 }, () => ledger.closeDay('2026-05-04', now)));
    const [days, closings] = await Promise.all([automatically, byHand]);
    expect(new Set(days.flat()).size).toBe(days.flat().length);
    expect(new Set(closings.map((closing) => JSON.stringify(closing))).size).toBe(1);
    expect(await ledger.closeDay('2026-05-04', '2026-06-01T00:00:00Z')).toEqual(closings[0]);
    expect(await ledger.payoutsOf([earner, loser])).toHaveLength(2);
    await booksAreRight();
  });

  it('pays each person once for each day although connections break in mid-close, again and again', async () => {
    const people = Array.from({ length: 30 }, () => uuidv4());
    const days = Array.from({ length: 12 }, (_, index) => `2026-05-${String(index + 1).padStart(2, '0')}`);
    await ledger.deliver(
      days.flatMap((day) => people.flatMap((person) => earning(person, `${day}T12:00:00Z`))),
    );
    const attempt = { failures: 0, isOver: false };
    const closeDespiteFailures = async (): Promise<void> => {
      for (;;) {
        try {
          await ledger.closeDueDays('2026-05-13T12:00:00Z');
          return;
        } catch {
          attempt.failures += 1;
        }
      }
    };
    const closeInThree = async (): Promise<void> => {
      await Promise.all([closeDespiteFailures(), closeDespiteFailures(), closeDespiteFailures()]);
      attempt.isOver = true;
    };
    const closers = closeInThree();
    while (!attempt.isOver && attempt.failures < 8) {
      // Only closers in this database: in databases copied from one template the tables have the same ids.
      await ledger.database.query(
        `select pg_terminate_backend(pid) from pg_locks
         where database = (select oid from pg_database where datname = current_database())
           and relation = 'business_day'::regclass and mode = 'ShareRowExclusiveLock' and granted`,
      );
    }
    await closers;
    expect(attempt.failures).toBeGreaterThan(0);
    const payouts = await ledger.payoutsOf(people);
    expect(payouts).toHaveLength(days.length * people.length);
    expect(new Set(payouts.map(({ day, user }) => `${day} ${user}`)).size).toBe(payouts.length);
    await booksAreRight();
  });

  it('closes a day of 5,000 accounts in a few statements', async () => {
    const people = Array.from({ length: 5000 }, () => uuidv4());
    await ledger.deliver(people.flatMap((person) => earning(person, '2026-05-04T12:00:00Z')));
    const closing = await ledger.closeDay('2026-05-04', '2026-05-05T12:00:00Z');
    expect(closing.day.paid_people).toBe(5000);
    await booksAreRight();
  });

  describe('A closed day', () => {
    beforeEach(async () => {
      await ledger.deliver(earning(earner, '2026-05-04T12:00:00Z'));
      await ledger.closeDueDays('2026-05-06T12:00:00Z');
    });

    it('leaves a late event to the first open day, with its own time (F9)', async () => {
      const late = losing(earner, '2026-05-04T13:00:00Z');
      await ledger.deliver(late);
      await ledger.deliver(late);
      expect(await ledger.postingsOf(late.map(({ body }) => body.task_uuid))).toMatchObject([
        { booked_on: '2026-05-06', occurred_at: '2026-05-04T13:00:00.000000Z' },
      ]);
      await booksAreRight();
    });

    it.each([
      ['update', `update business_day set paid = paid + 1`],
      ['delete', `delete from business_day`],
      ['truncate', `truncate business_day cascade`],
      [
        'a posting on it',
        `insert into posting (id, kind, debit_account, credit_account, amount, occurred_at, booked_on)
         select gen_random_uuid(), kind, debit_account, credit_account, amount, occurred_at, booked_on
         from posting where kind = 'payout'`,
      ],
    ])('is protected by the database from %s (F9)', async (_, statement) => {
      await expect(ledger.database.query(statement)).rejects.toThrow(/closed days never change/);
    });

    it("has a hash chained to the previous day's", async () => {
      const days = await ledger.database.query<{ text: string; hash: string }>(
        `select concat_ws(' ', to_char(day, 'YYYY-MM-DD'), extract(epoch from closed_at), postings, fees, rewards,
                  paid_people, paid, people_in_the_red, carried_over, encode(payouts_hash, 'hex')) as text,
                encode(hash, 'hex') as hash
         from business_day order by day`,
      );
      expect(days).toHaveLength(2);
      let before = '';
      for (const { text, hash } of days) {
        const expected = createHash('sha256').update(Buffer.from(before, 'hex')).update(text).digest('hex');
        expect(hash).toBe(expected);
        before = hash;
      }
    });
  });
});

/** A time zone, a day, its last millisecond and the first one after it, around clock changes. */
const ends: [string, string, string, string][] = [
  ['Europe/Berlin', '2026-03-29', '2026-03-29T21:59:59.999Z', '2026-03-29T22:00:00Z'],
  ['Europe/Berlin', '2026-10-25', '2026-10-25T22:59:59.999Z', '2026-10-25T23:00:00Z'],
  ['America/New_York', '2026-03-08', '2026-03-09T03:59:59.999Z', '2026-03-09T04:00:00Z'],
  ['America/New_York', '2026-11-01', '2026-11-02T04:59:59.999Z', '2026-11-02T05:00:00Z'],
  // Clocks go from 24:00 to 1:00, so the next day begins at one.
  ['Africa/Cairo', '2026-04-23', '2026-04-23T21:59:59.999Z', '2026-04-23T22:00:00Z'],
  // And from 24:00 back to 23:00: the last hour of the day happens twice.
  ['Africa/Cairo', '2026-10-29', '2026-10-29T21:59:59.999Z', '2026-10-29T22:00:00Z'],
  ['America/Santiago', '2026-09-05', '2026-09-06T03:59:59.999Z', '2026-09-06T04:00:00Z'],
  ['America/Santiago', '2026-04-04', '2026-04-05T03:59:59.999Z', '2026-04-05T04:00:00Z'],
  // By half an hour.
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-05T13:29:59.999Z', '2026-04-05T13:30:00Z'],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-04T12:59:59.999Z', '2026-10-04T13:00:00Z'],
  // The first hour of the next day happens twice.
  ['America/Havana', '2026-10-31', '2026-11-01T03:59:59.999Z', '2026-11-01T04:00:00Z'],
  // The next day did not take place.
  ['Pacific/Apia', '2011-12-29', '2011-12-30T09:59:59.999Z', '2011-12-30T10:00:00Z'],
  ['Asia/Kathmandu', '2026-05-04', '2026-05-04T18:14:59.999Z', '2026-05-04T18:15:00Z'],
  ['Pacific/Kiritimati', '2026-05-04', '2026-05-04T09:59:59.999Z', '2026-05-04T10:00:00Z'],
];

const minuteAfter = (instant: string): string => new Date(Date.parse(instant) + 60_000).toISOString();

describe('A day closes at its end, not before', () => {
  let ledger: Ledger;

  beforeEach(async () => {
    ledger = await Ledger.start();
  });

  afterEach(() => ledger.stop());

  it.each(ends)('in %s: %s (F6)', async (timeZone, day, last, after) => {
    const tasks = [uuidv7(), uuidv7()];
    const person = uuidv4();
    await ledger.deliverIn(timeZone, [completed(tasks[0] ?? '', person, last)]);
    expect(await ledger.closeDueDay(minuteAfter(last), timeZone)).toBeUndefined();
    expect(await ledger.closeDueDay(minuteAfter(after), timeZone)).toBe(day);
    await ledger.deliverIn(timeZone, [completed(tasks[1] ?? '', person, after)]);
    const bookedOn = (await ledger.postingsOf(tasks)).map((posting) => posting.booked_on).sort();
    expect(bookedOn[0]).toBe(day);
    expect((bookedOn[1] ?? '') > day).toBe(true);
    expect(await ledger.payoutsOf([person])).toMatchObject([{ day, user: person }]);
  });
});
