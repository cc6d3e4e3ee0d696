import fc from 'fast-check';
import { Problem } from '@ates/platform';
import {
  cutInto,
  freshNumber,
  inOrderOf,
  playHistories,
  playingMilliseconds,
  uuidOf,
} from '../../../test/support/histories.js';
import { postingIdOf } from '../src/ledger/posting-id.js';
import { priceOf } from '../src/tasks/price.js';
import { booksWith, type ModelPosting } from './support/day-model.js';
import { assigned, completed, daysBetween, Ledger, priceSecret, type TaskEvent } from './support/ledger.js';

const people = 4;
const daysOfHistory = 4;
// Days are closed up to two days after a history; then the next one begins.
const daysPerHistory = daysOfHistory + 4;
// Each history verifies all books, so they are started afresh now and then.
const historiesPerLedger = 20;
const hour = 3_600_000;
const day = 24 * hour;
// Long enough ago that no history reaches the present, where events are booked on other days.
const firstDay = Date.parse('2024-03-20T00:00:00Z');

interface Moment {
  person: number;
  minute: number;
}

/** Who is assigned to a task when, and who completes it. */
interface TaskStory {
  assignments: Moment[];
  completed: Moment | null;
}

/** What happens while a batch is delivered. */
interface Meanwhile {
  /** The hour at which days are closed, or null. */
  closingHour: number | null;
  /** Two instances close at once. */
  isTwice: boolean;
  /** An administrator closes the day before, instead of the schedule. */
  isByHand: boolean;
  /** Which of the earlier postings are reversed. */
  reversed: number[];
}

interface History {
  number: bigint;
  tasks: TaskStory[];
  order: number[];
  batchSizes: number[];
  meanwhile: Meanwhile[];
}

const moment: fc.Arbitrary<Moment> = fc.record({
  person: fc.nat(people - 1),
  minute: fc.nat(daysOfHistory * 24 * 60),
});

const history: fc.Arbitrary<History> = fc.record({
  number: freshNumber,
  tasks: fc.array(
    fc.record({
      assignments: fc.array(moment, { maxLength: 3 }),
      completed: fc.option(moment, { freq: 3 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  order: fc.array(fc.nat(), { minLength: 8, maxLength: 20 }),
  batchSizes: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
  meanwhile: fc.array(
    fc.record({
      closingHour: fc.option(fc.nat((daysOfHistory + 2) * 24), { freq: 3 }),
      isTwice: fc.boolean(),
      isByHand: fc.boolean(),
      reversed: fc.array(fc.nat(), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

/** Something that moves money once it takes effect. */
interface Cause {
  key: string;
  /** The id of its posting; empty for a reversal, which is final. */
  id: string;
  posting: Omit<ModelPosting, 'bookedOn'>;
  /** The day of its own time. */
  ownDay: string;
  /** The last day closed before it could take effect, and when it had. */
  closed: { before: string; after: string };
}

const dayOf = (instant: string): string => instant.slice(0, 10);
const dayAfter = (date: string): string => new Date(Date.parse(date) + day).toISOString().slice(0, 10);

/** The days on which a cause may be booked: its own, or one that was the first open day at some moment of its step. */
const daysFor = ({ ownDay, closed }: Cause): string[] =>
  daysBetween(dayAfter(closed.before), dayAfter(closed.after)).map((open) => (open > ownDay ? open : ownDay));

/** What an event about a performer causes. */
function causeOf({ id, type, body }: TaskEvent): Omit<Cause, 'closed'> {
  const about = { task: body.task_uuid, user: 'assigned_to' in body ? body.assigned_to : '' };
  const { fee, reward } = priceOf(priceSecret, body.task_uuid);
  const isReward = type.endsWith('completed');
  const key = isReward ? `rewarded:${body.task_uuid}` : `assigned:${id}`;
  return {
    key,
    id: postingIdOf(key, body.timestamp),
    posting: isReward
      ? { kind: 'reward', about: 'reward', amount: reward, ...about }
      : { kind: 'fee', about: 'fee', amount: -fee, ...about },
    ownDay: dayOf(body.timestamp),
  };
}

/** Closing by hand is refused where there is nothing to close. */
const orRefused = async (closing: Promise<unknown>): Promise<void> => {
  try {
    await closing;
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
  }
};

interface StoredPosting {
  key: string;
  kind: string;
  task: string;
  user: string;
  amount: number;
  booked_on: string;
}

describe('Any history of tasks with days closed, postings reversed and events delivered at the same time', () => {
  let ledger: Ledger;
  let inTheseBooks = 0;
  const seen = { closedWhilePosting: 0, bookedLater: 0, reversals: 0 };
  const variety = () => seen;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  async function startAfresh(): Promise<void> {
    await ledger.stop();
    ledger = await Ledger.start();
    inTheseBooks = 0;
  }

  const lastClosed = async (): Promise<string> => {
    const [row] = await ledger.database.query<{ day: string }>(
      `select max(day)::text as day from business_day`,
    );
    return row?.day ?? '';
  };

  const storedPostings = (tasks: readonly string[]): Promise<StoredPosting[]> =>
    ledger.database.query<StoredPosting & Record<string, unknown>>(
      `select key_of(posting.kind, coalesce(reverses, event_id, task_id)) as key, posting.kind, task_id as task,
              account.user_id as user, person_amount::int as amount, booked_on::text
       from posting join account on account.id = person_account
       where task_id = any($1::uuid[])`,
      [tasks],
    );

  /** Each cause has its posting, once, on a day that was open for it. Returns them as the model needs them. */
  async function postedOnce(
    causes: ReadonlyMap<string, Cause>,
    tasks: readonly string[],
  ): Promise<ModelPosting[]> {
    const stored = await storedPostings(tasks);
    expect(stored.map(({ key }) => key).sort()).toEqual([...causes.keys()].sort());
    return stored.map(({ key, kind, task, user, amount, booked_on }) => {
      const cause = causes.get(key);
      if (!cause) {
        throw new Error(`nothing caused ${key}`);
      }
      const { about, ...posting } = cause.posting;
      expect({ kind, task, user, amount }).toEqual(posting);
      expect(daysFor(cause)).toContain(booked_on);
      seen.bookedLater += booked_on > cause.ownDay ? 1 : 0;
      return { ...cause.posting, about, bookedOn: booked_on };
    });
  }

  /** The books say what the model computes from the postings and the closed days. */
  async function booksAgree(
    users: readonly string[],
    postings: readonly ModelPosting[],
    window: readonly string[],
  ): Promise<void> {
    const [first = '', last = ''] = [window[0], window.at(-1)];
    const days = await ledger.database.query<{ day: string }>(
      `select day::text, postings::int, fees::int, rewards::int, paid_people::int, paid::int,
              day_result.tasks_with_profit::int, day_result.tasks_with_deficit::int
       from business_day join day_result using (day) where day between $1 and $2 order by day`,
      [first, last],
    );
    const closed = days.map((row) => row.day);
    const model = booksWith(users, postings, closed);
    expect(closed).toEqual(window.slice(0, closed.length));
    expect(days).toEqual(model.days);
    expect(await ledger.balancesOf(users)).toEqual(model.balances);
    const byDayAndUser = (
      left: { day: string; user: string },
      right: { day: string; user: string },
    ): number => (`${left.day} ${left.user}` < `${right.day} ${right.user}` ? -1 : 1);
    expect((await ledger.payoutsOf(users)).sort(byDayAndUser)).toEqual(model.payouts.sort(byDayAndUser));
    const carried = await ledger.database.query<{ day: string; user: string }>(
      `select day::text, account.user_id as user, carried_balance.balance::int as amount
       from carried_balance join account on account.id = account
       where account.user_id = any($1::uuid[])`,
      [users],
    );
    expect(carried.sort(byDayAndUser)).toEqual(model.carried.sort(byDayAndUser));
    const income = await ledger.database.query(
      `select day::text, balance::int as income from company_day_balance
       where day between $1 and $2 and balance <> 0 order by day`,
      [first, last],
    );
    expect(income).toEqual(
      window
        .map((date) => ({
          day: date,
          income: -postings.reduce((sum, { bookedOn, amount }) => sum + (bookedOn === date ? amount : 0), 0),
        }))
        .filter((row) => row.income !== 0),
    );
    const events = await ledger.database.query(
      `select type, body ->> 'date' as day, body ->> 'user_id' as user, (body ->> 'amount')::int as amount
       from outbox_new where type in ('finance.day.closed', 'finance.payout.made')
         and body ->> 'date' between $1 and $2
       order by day, type desc, "user"`,
      [first, last],
    );
    expect(events).toEqual(
      closed.flatMap((date) => [
        ...model.payouts
          .filter((payout) => payout.day === date)
          .map(({ user, amount }) => ({ type: 'finance.payout.made', day: date, user, amount })),
        { type: 'finance.day.closed', day: date, user: null, amount: null },
      ]),
    );
  }

  async function play({ number, tasks, order, batchSizes, meanwhile }: History): Promise<number> {
    inTheseBooks += 1;
    if (inTheseBooks > historiesPerLedger) {
      await startAfresh();
      inTheseBooks = 1;
    }
    const start = firstDay + inTheseBooks * daysPerHistory * day;
    const instantOf = (minute: number): string => new Date(start + minute * 60_000).toISOString();
    const userIds = Array.from({ length: people }, (_, place) => uuidOf(number, 1, place));
    const taskIds = tasks.map((_, place) => uuidOf(number, 2, place));
    let ids = 0;
    const events = tasks.flatMap(({ assignments, completed: end }, index) => [
      ...assignments.map(({ person, minute }) =>
        assigned(
          taskIds[index] ?? '',
          userIds[person] ?? '',
          instantOf(minute),
          uuidOf(number, 3, (ids += 1)),
        ),
      ),
      ...(end
        ? [
            completed(
              taskIds[index] ?? '',
              userIds[end.person] ?? '',
              instantOf(end.minute),
              uuidOf(number, 3, (ids += 1)),
            ),
          ]
        : []),
    ]);
    // Everything before is closed: a day without a posting would otherwise have nothing to close.
    await ledger.deliver([assigned(uuidOf(number, 4, 0), uuidOf(number, 1, people), instantOf(-24 * 60))]);
    await ledger.closeDueDays(instantOf(60));

    const causes = new Map<string, Cause>();
    const batches = cutInto(inOrderOf([...events, ...events], order), batchSizes);
    const steps = Math.max(batches.length, meanwhile.length);
    let operations = 0;
    for (let step = 0; step < steps; step += 1) {
      const batch = batches[step] ?? [];
      const { closingHour, isTwice, isByHand, reversed } = meanwhile[step] ?? nothing;
      const now = instantOf((closingHour ?? daysOfHistory * 12) * 60);
      const before = await lastClosed();
      const known = [...causes.values()].filter(({ posting }) => posting.kind !== 'reversal');
      const chosen = new Set(reversed.map((number) => number % known.length));
      const reversing = known.filter((_, index) => chosen.has(index));
      const close = (): Promise<unknown> =>
        isByHand
          ? orRefused(ledger.closeDay(dayOf(instantOf(((closingHour ?? 0) - 24) * 60)), now))
          : ledger.closeDueDays(now);
      await Promise.all([
        ledger.deliver(batch),
        ...(closingHour === null ? [] : [close(), ...(isTwice ? [close()] : [])]),
        ...reversing.map(({ id }) => ledger.reverse(id, now)),
      ]);
      const after = await lastClosed();
      const closed = { before, after };
      for (const event of batch) {
        const cause = causeOf(event);
        if (!causes.has(cause.key)) {
          causes.set(cause.key, { ...cause, closed });
        }
      }
      for (const { id, posting } of reversing) {
        const key = `reversal:${id}`;
        if (!causes.has(key)) {
          const back: Cause['posting'] = { ...posting, kind: 'reversal', amount: -posting.amount };
          causes.set(key, { key, id: '', posting: back, ownDay: dayOf(now), closed });
          seen.reversals += 1;
        }
      }
      seen.closedWhilePosting += batch.length > 0 && after > before ? 1 : 0;
      operations += batch.length + reversing.length + (closingHour === null ? 0 : 1);
    }
    const window = daysBetween(dayOf(instantOf(0)), dayOf(instantOf((daysPerHistory - 2) * 24 * 60)));
    await booksAgree(userIds, await postedOnce(causes, taskIds), window);
    // Everything arrives once more, late: nothing changes but what is closed.
    await Promise.all([
      ledger.deliver(events),
      ledger.closeDueDays(instantOf((daysPerHistory - 1) * 24 * 60)),
    ]);
    await booksAgree(userIds, await postedOnce(causes, taskIds), window);
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
    return operations;
  }

  it(
    'books each event once on an open day, pays each person once a day, and agrees with plain code',
    async () => {
      await playHistories({ about: 'days', inTest: 40, share: 0.05, history, play, startAfresh, variety });
    },
    playingMilliseconds,
  );
});

const nothing: Meanwhile = { closingHour: null, isTwice: false, isByHand: false, reversed: [] };
