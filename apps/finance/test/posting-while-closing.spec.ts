import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { findEventContract, type DayClosing } from '@ates/contracts';
import { blocksRead } from '../../../test/support/changes.js';
import { during, untilWaitingForLock } from '../../../test/support/locks.js';
import { statementsOf, transactionsWith } from '../../../test/support/statement-count.js';
import { balanceAtEnd } from '../src/days/day-totals.js';
import { assigned, completed, Ledger } from './support/ledger.js';

const day = '2026-05-04';
const nextDay = '2026-05-05';
const onTheDay = `${day}T12:00:00Z`;
const afterwards = `${nextDay}T12:00:00Z`;

describe('Posting while a day is being closed', () => {
  let ledger: Ledger;
  let earner: string;
  let loser: string;

  beforeEach(async () => {
    ledger = await Ledger.start();
    [earner, loser] = [uuidv4(), uuidv4()];
    await ledger.deliver([completed(uuidv7(), earner, onTheDay), assigned(uuidv7(), loser, onTheDay)]);
  });

  afterEach(() => ledger.stop());

  const balanceOf = async (person: string) => (await ledger.balancesOf([person])).get(person) ?? 0;

  const booksAreRight = async () =>
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });

  const daysOf = async (tasks: readonly string[]) =>
    (await ledger.postingsOf(tasks)).map(({ booked_on }) => booked_on);

  /** Runs `work` while a close is in the middle of its work: it waits to write the balances it carries over. */
  async function whileClosing(work: (closing: Promise<DayClosing>) => Promise<unknown>): Promise<DayClosing> {
    const closing = during(
      ledger.database,
      'lock table carried_balance in access exclusive mode',
      [],
      async () => {
        const started = ledger.closeDay(day, afterwards);
        started.catch(() => undefined);
        await untilWaitingForLock(ledger.database, 'with person as materialized%');
        await work(started);
        return { started };
      },
    );
    return (await closing).started;
  }

  it('books at once, on the next day, for the people who are being paid (F9)', async () => {
    const earned = await balanceOf(earner);
    const [late, next] = [uuidv7(), uuidv7()];
    const closing = await whileClosing(async () => {
      await ledger.deliver([
        completed(late, earner, onTheDay),
        assigned(next, earner, afterwards),
        completed(uuidv7(), uuidv4(), onTheDay),
      ]);
      expect(await daysOf([late, next])).toEqual([nextDay, nextDay]);
    });
    expect(closing.payouts).toEqual([{ user: earner, amount: earned }]);
    expect(closing.day.postings).toBe(2);
    const booked = await ledger.postingsOf([late, next]);
    expect(await balanceOf(earner)).toBe(booked.reduce((sum, { amount }) => sum + amount, 0));
    await booksAreRight();
  });

  it('reverses at once, on the next day (F3, F9)', async () => {
    const [paid] = await ledger.database.query<{ id: string }>(
      `select id from posting where kind = 'reward'`,
    );
    await whileClosing(async () => {
      expect(await ledger.reverse(paid?.id ?? '', onTheDay)).toMatchObject({ booked_on: nextDay });
    });
    await booksAreRight();
  });

  it('continues while others wait to close, to preview, or to stop posting', async () => {
    const others: Promise<unknown>[] = [];
    const late = uuidv7();
    const closing = await whileClosing(async () => {
      others.push(
        ledger.closeDay(day, afterwards),
        ledger.closeDay(day, afterwards, true),
        ledger.closeDueDays('2026-05-06T12:00:00Z'),
      );
      await untilWaitingForLock(ledger.database, 'lock table business_day in share row exclusive mode%', 3);
      await ledger.deliver([completed(late, loser, onTheDay)]);
    });
    expect(await daysOf([late])).toEqual([nextDay]);
    const [second, preview, due] = await Promise.all(others);
    expect(second).toEqual(closing);
    expect(preview).toEqual({ ...closing, dry_run: true });
    expect(due).toEqual([nextDay]);
    await booksAreRight();
  });

  it('books on the next day after a close broke off, and closing again pays what was due (F6, F9)', async () => {
    const earned = await balanceOf(earner);
    const late = uuidv7();
    const broken = whileClosing(async () => {
      await ledger.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and query like 'with person as materialized%' and wait_event_type = 'Lock'`,
      );
    });
    await expect(broken).rejects.toThrow();
    await ledger.deliver([completed(late, earner, onTheDay)]);
    expect(await daysOf([late])).toEqual([nextDay]);
    await booksAreRight();
    const dry = await ledger.closeDay(day, afterwards, true);
    expect(await ledger.closeDueDay(afterwards)).toBe(day);
    const closing = await ledger.closeDay(day, afterwards);
    expect(closing.payouts).toEqual([{ user: earner, amount: earned }]);
    expect(dry.payouts).toEqual(closing.payouts);
    expect(closing.day).toEqual({ ...dry.day, closed_at: closing.day.closed_at, hash: closing.day.hash });
    await booksAreRight();
  });

  it('is not possible on a sealed day, whatever the program does (F9)', async () => {
    await whileClosing(async () => {
      const forged = ledger.database.query(
        `insert into posting
           (id, event_id, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on)
         select gen_random_uuid(), gen_random_uuid(), 'fee', debit_account, credit_account, amount, task_id,
                occurred_at, booked_on
         from posting where kind = 'fee'`,
      );
      await expect(forged).rejects.toThrow('a posting on a sealed or closed day is refused');
    });
  });

  it('that began before the close is part of the day', async () => {
    const task = uuidv7();
    const closings: Promise<DayClosing>[] = [];
    await during(ledger.database, 'lock table company_day_balance in exclusive mode', [], async () => {
      const posting = ledger.deliver([completed(task, loser, onTheDay)]);
      await untilWaitingForLock(ledger.database, 'with wanted as%');
      closings.push(ledger.closeDay(day, afterwards));
      await untilWaitingForLock(ledger.database, 'lock table business_day in exclusive mode%');
      return { posting };
    });
    expect((await closings[0])?.day.postings).toBe(3);
    expect(await daysOf([task])).toEqual([day]);
    await booksAreRight();
  });

  it('on a day that was empty when the close began keeps that day from being closed as empty', async () => {
    await ledger.closeDay(day, afterwards);
    const task = uuidv7();
    const closings: Promise<string[]>[] = [];
    await during(ledger.database, 'lock table company_day_balance in exclusive mode', [], async () => {
      const posting = ledger.deliver([completed(task, earner, '2026-05-06T12:00:00Z')]);
      await untilWaitingForLock(ledger.database, 'with wanted as%');
      closings.push(ledger.closeDueDays('2026-05-10T12:00:00Z'));
      await untilWaitingForLock(ledger.database, 'lock table business_day in exclusive mode%');
      return { posting };
    });
    expect(await closings[0]).toEqual([nextDay, '2026-05-06', '2026-05-07', '2026-05-08', '2026-05-09']);
    expect(await daysOf([task])).toEqual(['2026-05-06']);
    expect(await ledger.payoutsOf([earner])).toMatchObject([{ day }, { day: '2026-05-06' }]);
    await booksAreRight();
  });

  it('does not make a dry run wait', async () => {
    const dry = await during(ledger.database, 'lock table business_day in row share mode', [], () =>
      ledger.closeDay(day, afterwards, true),
    );
    expect(dry.day.postings).toBe(2);
  });

  it('never deadlocks with closes, however many post for the same people at once', async () => {
    const people = Array.from({ length: 40 }, () => uuidv4());
    const days = Array.from({ length: 8 }, (_, index) => `2026-05-${String(index + 4).padStart(2, '0')}`);
    const post = async (offset: number): Promise<void> => {
      for (const date of days) {
        const ordered = people.map((_, index) => people[(index * 7 + offset) % people.length] ?? '');
        await ledger.deliver(ordered.map((person) => completed(uuidv7(), person, `${date}T12:00:00Z`)));
        await ledger.closeDueDays(`${date}T23:00:00Z`);
      }
    };
    await Promise.all([post(0), post(11), post(23)]);
    await ledger.closeDueDays('2026-05-20T12:00:00Z');
    expect(
      await ledger.database.query(
        `select deadlocks::int from pg_stat_database where datname = current_database()`,
      ),
    ).toEqual([{ deadlocks: 0 }]);
    await booksAreRight();
  });
});

describe('What closing a day asks of the database', () => {
  let ledger: Ledger;

  beforeEach(async () => {
    ledger = await Ledger.start();
  });

  afterEach(() => ledger.stop());

  const busyDay = (people: readonly string[], date: string): Promise<void> =>
    ledger.deliver(
      people.flatMap((person, index) => [
        completed(uuidv7(), person, `${date}T12:00:00Z`),
        ...(index % 3 === 0 ? [assigned(uuidv7(), person, `${date}T13:00:00Z`)] : []),
      ]),
    );

  const beginningOf = (statement: string): string =>
    /^(\w+ ){0,2}[\w.*,]+( in (share row )?exclusive mode)?/.exec(statement.replaceAll(/\s+/g, ' '))?.[0] ??
    '';

  it('is the same few statements for any number of people; while posters wait, it does nothing but seal', async () => {
    const sizes = [5, 300];
    const asked: string[][][] = [];
    for (const [index, size] of sizes.entries()) {
      const date = `2026-05-0${index + 4}`;
      await busyDay(
        Array.from({ length: size }, () => uuidv4()),
        date,
      );
      const sent = await statementsOf(() => ledger.closeDueDay(`2026-05-0${index + 5}T12:00:00Z`));
      const transactions = transactionsWith(sent, 'lock table business_day in share row exclusive');
      asked.push(transactions.map((statements) => statements.map(({ text }) => beginningOf(text))));
    }
    const [few, many] = asked;
    expect(many).toEqual(few);
    expect(few?.[1]).toEqual([
      'START TRANSACTION',
      'set local statement_timeout',
      'lock table business_day in share row exclusive mode',
      'lock table business_day in exclusive mode',
      'insert into sealed_day',
      'COMMIT',
    ]);
    expect(few?.[2]).toEqual([
      'START TRANSACTION',
      'set local statement_timeout',
      'lock table business_day in share row exclusive mode',
      'with today as',
      'select from sealed_day',
      'select coalesce',
      'with person as',
      'with totals as',
      'insert into security_log',
      'insert into outbox_new',
      'select closed.*,',
      'insert into outbox_new',
      'with paid as',
      'COMMIT',
    ]);
  });

  it('publishes payouts that keep to their contract, each person once', async () => {
    const people = Array.from({ length: 20 }, () => uuidv4());
    await busyDay(people, day);
    await ledger.closeDueDay(afterwards);
    const payouts = (await ledger.publishedEvents()).filter(({ type }) => type === 'finance.payout.made');
    const contract = findEventContract('finance.payout.made', 1);
    expect(payouts.map(({ body }) => contract?.body.parse(body))).toEqual(payouts.map(({ body }) => body));
    expect(payouts).toHaveLength(people.length);
    expect(new Set(payouts.map(({ body }) => body['user_id']))).toEqual(new Set(people));
  });

  it('reads balances, not the postings of the day, to learn what people are paid', async () => {
    const people = Array.from({ length: 20 }, () => uuidv4());
    const blocksFor = (date: string) =>
      blocksRead(ledger.database, balanceAtEnd.replaceAll('$1', `'${date}'`));
    await busyDay(people, day);
    const few = await blocksFor(day);
    for (let times = 0; times < 20; times += 1) {
      await busyDay(people, day);
    }
    expect(await blocksFor(day)).toBeLessThanOrEqual(few + 2 * people.length);
  });
});
