import fc from 'fast-check';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { assigned, completed, Ledger, type TaskEvent } from './support/ledger.js';

const runs = 80;
const people = 4;
const daysOfHistory = 4;
// Each step verifies all books, so they are started afresh now and then.
const historiesPerLedger = 10;
const day = 24 * 60 * 60 * 1000;
// Long enough ago that no history reaches the present, where events are booked on other days.
const firstDay = Date.parse('2024-03-20T00:00:00Z');

/** Events are delivered, or days are closed at an hour of the history, or both concurrently. */
interface Step {
  delivered: { person: number; isReward: boolean; minute: number }[];
  closingHour: number | null;
  isTwice: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  delivered: fc.array(
    fc.record({
      person: fc.nat(people - 1),
      isReward: fc.boolean(),
      minute: fc.nat(daysOfHistory * 24 * 60),
    }),
    { maxLength: 8 },
  ),
  closingHour: fc.option(fc.nat((daysOfHistory + 2) * 24)),
  isTwice: fc.boolean(),
});

describe('Any history of tasks with days closed before, between and during deliveries', () => {
  let ledger: Ledger;
  let histories = 0;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  const eventOf = (event: Step['delivered'][number], userIds: string[], start: number): TaskEvent => {
    const make = event.isReward ? completed : assigned;
    const instant = new Date(start + event.minute * 60_000).toISOString();
    return make(uuidv7(), userIds[event.person] ?? '', instant);
  };

  /** Each event is posted once: on its own day or, if that was closed, on a day that was open then. */
  async function postedOnOpenDays(events: TaskEvent[]): Promise<void> {
    const postings = await ledger.postingsOf(events.map(({ body }) => body.task_uuid));
    expect(postings.map((posting) => posting.task_id).sort()).toEqual(
      events.map(({ body }) => body.task_uuid).sort(),
    );
    const [row] = await ledger.database.query<{ last: string | null; next: string | null }>(
      `select max(day)::text as last, (max(day) + 1)::text as next from business_day`,
    );
    const { last, next } = { last: row?.last ?? '', next: row?.next ?? '' };
    for (const { booked_on, occurred_at } of postings) {
      const own = occurred_at.slice(0, 10);
      const isMoved = booked_on > own && own <= last && booked_on <= next;
      expect(booked_on === own || isMoved).toBe(true);
    }
  }

  /** At the end of each closed day no one is owed anything, and no one was paid more than they were owed. */
  async function paidExactly(userIds: string[]): Promise<void> {
    const wrong = await ledger.database.query(
      `select account.user_id, business_day.day, sum(posting.person_amount) as at_end,
              coalesce(sum(posting.amount) filter (where kind_is_payout), 0) as paid
       from account
       cross join business_day
       join lateral (
         select person_amount, amount, kind = 'payout' and booked_on = business_day.day as kind_is_payout
         from posting where person_account = account.id and booked_on <= business_day.day
       ) as posting on true
       where account.user_id = any($1::uuid[])
       group by account.user_id, business_day.day
       having coalesce(sum(posting.amount) filter (where kind_is_payout), 0)
              <> greatest(0, sum(posting.person_amount) filter (where not kind_is_payout))
           or count(*) filter (where kind_is_payout) > 1`,
      [userIds],
    );
    expect(wrong).toEqual([]);
  }

  /** Closed days have no gaps, and their postings still match the totals they were closed with. */
  async function closedDaysStand(): Promise<void> {
    const wrong = await ledger.database.query(
      `select business_day.day
       from business_day
       left join lateral (
         select count(*) filter (where kind <> 'payout') as postings,
                coalesce(sum(amount) filter (where kind = 'fee'), 0) as fees,
                coalesce(sum(amount) filter (where kind = 'reward'), 0) as rewards,
                count(*) filter (where kind = 'payout') as paid_people,
                coalesce(sum(amount) filter (where kind = 'payout'), 0) as paid
         from posting where booked_on = business_day.day
       ) as booked on true
       where (business_day.postings, business_day.fees, business_day.rewards, business_day.paid_people,
              business_day.paid)
             is distinct from (booked.postings, booked.fees, booked.rewards, booked.paid_people, booked.paid)
          or (business_day.day > (select min(day) from business_day)
              and not exists (select from business_day as before where before.day = business_day.day - 1))`,
    );
    expect(wrong).toEqual([]);
  }

  it(`pays each positive balance once per close, keeps closed days and sums to zero (${runs} histories)`, async () => {
    let closedWhilePublishing = 0;
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const start = firstDay + histories * daysOfHistory * day;
      histories += 1;
      if (histories % historiesPerLedger === 0) {
        await ledger.stop();
        ledger = await Ledger.start();
      }
      const userIds = Array.from({ length: people }, () => uuidv4());
      const events: TaskEvent[] = [];
      for (const { delivered, closingHour, isTwice } of steps) {
        const batch = delivered.map((event) => eventOf(event, userIds, start));
        events.push(...batch);
        const now =
          closingHour === null ? undefined : new Date(start + closingHour * 3_600_000).toISOString();
        const closings = now === undefined ? [] : [now, ...(isTwice ? [now] : [])];
        const [, ...closed] = await Promise.all([
          ledger.deliver(batch),
          ...closings.map((instant) => ledger.closeDueDays(instant)),
        ]);
        closedWhilePublishing += batch.length > 0 && closed.flat().length > 0 ? 1 : 0;
        await postedOnOpenDays(events);
        await paidExactly(userIds);
        await closedDaysStand();
        expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
      }
      await ledger.deliver(events);
      await postedOnOpenDays(events);
    });
    // No shrinking: a smaller history would run into the days of other histories in the same books.
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
    expect(closedWhilePublishing).toBeGreaterThan(runs / 2);
  }, 300_000);
});
