import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, longStatementMilliseconds, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { settle, withdrawPayouts } from '../days/settling.js';
import { keepDaysOpen, stopPosting } from '../ledger/open-days.js';
import { bookJournaledReversals } from '../ledger/reverse-posting.js';
import type { JournaledDay, JournaledReversal } from './day-journal.js';

type LostDay = Omit<JournaledDay, 'postings'>;

interface Found {
  content: LostDay;
  expected: number;
  posted: number;
}

/** The progress of restoring lost days. */
export type Restoration =
  { state: 'done' } | { state: 'restored'; day: string } | { state: 'waiting'; for: string };

/**
 * Closes the first lost day again as it was, once all its fees and rewards are posted again; after the last day,
 * restores the remaining reversals (F11).
 */
export class RestoreDay extends Command<Restoration> {}

const restoreLimits = { statementMilliseconds: longStatementMilliseconds };

/**
 * Closes the day like any other, as of its original time; the result must match the journal, including the hash. Throws
 * at the first difference, and then restores nothing of the day.
 */
@CommandHandler(RestoreDay)
export class RestoreDayHandler implements ICommandHandler<RestoreDay> {
  constructor(private readonly database: Database) {}

  execute(): Promise<Restoration> {
    return this.database.transaction(async (tx) => {
      // Check without the lock first: there is nearly always nothing to do, and posters should not wait for that.
      const progress = await progressOf(tx);
      if (progress.state === 'done') {
        return restoreOpenReversals(tx);
      }
      if (progress.state === 'waiting') {
        return progress;
      }
      await stopPosting(tx);
      const { content } = (await findLostDay(tx)) ?? {};
      if (content?.day.date === progress.day) {
        await restore(tx, content);
      }
      return progress;
    }, restoreLimits);
  }
}

async function progressOf(tx: Transaction): Promise<Restoration> {
  const found = await findLostDay(tx);
  if (!found) {
    return { state: 'done' };
  }
  const { content, expected, posted } = found;
  const day = content.day.date;
  return posted < expected
    ? { state: 'waiting', for: `the postings of ${day} (${posted} of ${expected} so far)` }
    : { state: 'restored', day };
}

async function findLostDay(tx: Transaction): Promise<Found | undefined> {
  const [found] = await tx.query<Found[]>(
    `select content,
            (select count(*)::int from journaled_posting where journaled_posting.day = lost.day) as expected,
            (select count(*)::int from posting
             where booked_on = lost.day and kind in ('fee', 'reward')) as posted
     from (select * from journaled_day order by day limit 1) as lost`,
  );
  return found;
}

async function restore(tx: Transaction, { day, reversals }: LostDay): Promise<void> {
  await bookJournaledReversals(tx, reversals);
  await settle(tx, day.date, new Date(day.closed_at), { queuesStatements: false });
  await withdrawPayouts(tx, day.date);
  await compare(tx, day);
  await tx.query(`delete from journaled_day where day = $1`, [day.date]);
  await recordSecurity(tx, { action: 'day.restored', subject: { kind: 'day', id: day.date } });
}

/** Restores reversals of days that were still open, each once the posting it reverses is there again. */
async function restoreOpenReversals(tx: Transaction): Promise<Restoration> {
  const lost = await tx.query<{ content: JournaledReversal }[]>(`select content from journaled_reversal`);
  if (lost.length === 0) {
    return { state: 'done' };
  }
  await keepDaysOpen(tx);
  await bookJournaledReversals(
    tx,
    lost.map(({ content }) => content),
  );
  await tx.query(
    `delete from journaled_reversal where exists (
       select from posting_key where posting_key.posting = journaled_reversal.posting and kind = 'reversal')`,
  );
  const [left] = await tx.query<{ count: number }[]>(`select count(*)::int as count from journaled_reversal`);
  return left?.count === 0
    ? { state: 'done' }
    : { state: 'waiting', for: `the postings that ${left?.count} reversals of open days reverse` };
}

async function compare(tx: Transaction, journaled: LostDay['day']): Promise<void> {
  const [restored] = await tx.query<Record<string, unknown>[]>(
    `select postings::float8, fees::float8, rewards::float8, paid_people::float8, paid::float8,
            people_in_the_red::float8, carried_over::float8, encode(payouts_hash, 'hex') as payouts_hash,
            encode(hash, 'hex') as hash
     from business_day where day = $1`,
    [journaled.date],
  );
  const expected = new Map<string, unknown>(Object.entries(journaled));
  for (const [name, value] of Object.entries(restored ?? {})) {
    if (expected.get(name) !== value) {
      throw new Error(
        `${journaled.date} cannot be restored: the day journal says ${name} ${String(expected.get(name))}, but the ` +
          `ledger has ${String(value)}. Prices come from PRICE_SECRET and postings from the feed of Tasks; ` +
          'one of them has changed.',
      );
    }
  }
}
