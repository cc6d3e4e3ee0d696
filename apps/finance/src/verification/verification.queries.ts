import { Injectable } from '@nestjs/common';
import type { LedgerDifference, LedgerVerification, VerificationQuery } from '@ates/contracts';
import { Database, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { dayEndOf } from '../ledger/business-calendar.js';
import { detachedMonths } from '../ledger/detached-months.js';
import { minorUnitsOf } from '../ledger/minor-units.js';
import {
  missingDays,
  wrongCarriedBalances,
  wrongHashes,
  wrongResults,
  wrongTotals,
} from './verified-days.js';
import { wrongBalances, wrongCompanyDays } from './verified-balances.js';
import { VerificationQueue, type Checkpoint } from './verification-queue.js';
import { VerifiedFeed } from './verified-feed.js';
import { wrongGuards } from './verified-guards.js';
import { VerifiedJournal } from './verified-journal.js';
import { lostPostings, wrongPostings } from './verified-postings.js';

const maxDifferences = 100;

interface Extent {
  postings: number;
  closed_days: number;
  sum: string;
}

/** A single statement may read the whole ledger. */
const verificationLimits = { statementMilliseconds: 10 * 60_000 };

/** Verifies the stored books against their postings. */
@Injectable()
export class VerificationQueries {
  private readonly queue = new VerificationQueue<LedgerVerification>();

  constructor(
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
    private readonly feed: VerifiedFeed,
    private readonly journal: VerifiedJournal,
  ) {}

  /**
   * Runs one verification at a time: each occupies a connection of the shared pool for long. Those who ask for the same days
   * meanwhile share the next. `gone` aborts when the caller has disconnected. Throws the Problem `verifications-busy`.
   */
  verification(
    query: VerificationQuery = {},
    gone: AbortSignal = new AbortController().signal,
  ): Promise<LedgerVerification> {
    const { from, to, feed } = query;
    return this.queue.run(JSON.stringify([from, to, feed]), gone, (checkpoint) =>
      this.verify(query, checkpoint),
    );
  }

  /**
   * Compares stored values with recomputed ones, as of one instant (F3). Starts from the balances carried over from the
   * day before the first requested one, so the cost depends on the requested days only. If months are detached, it starts
   * after the last of them; only hashes and Tasks' feed are compared for all requested days.
   */
  private async verify(
    { from, to, feed = defaultFor(from, to) }: VerificationQuery,
    checkpoint: Checkpoint,
  ): Promise<LedgerVerification> {
    return this.database.transaction(async (tx) => {
      const differencesIn = (
        sql: string,
        parameters: readonly unknown[] = [],
      ): Promise<LedgerDifference[]> => {
        checkpoint();
        return tx.query<LedgerDifference[]>(sql, [...parameters]);
      };
      await seeOneInstant(tx);
      const asked = [from ?? '-infinity', to ?? 'infinity'] as const;
      const detached = await tx.query<{ month: string }[]>(detachedMonths, [...asked]);
      const firstDay = await dayAfter(tx, detached.at(-1)?.month);
      const days = [firstDay ?? asked[0], asked[1]];
      const extent = await extentOf(tx, days);
      const sum = minorUnitsOf(extent.sum);
      const compared =
        feed === 'compare'
          ? await this.feed.compare(tx, asked, this.configuration, checkpoint)
          : await this.feed.skipped(tx);
      const journaled = await this.journal.compare(tx, days);
      const found = [
        await differencesIn(missingDays, days),
        await differencesIn(wrongPostings, [...days, ...dayEndOf(this.configuration)]),
        await differencesIn(lostPostings, days),
        await differencesIn(wrongCarriedBalances, days),
        await differencesIn(wrongCompanyDays, days),
        await differencesIn(wrongTotals, days),
        await differencesIn(wrongHashes, [...asked]),
        await differencesIn(wrongResults, days),
        await differencesIn(wrongBalances, days),
        compared.differences,
        journaled.differences,
        await differencesIn(wrongGuards),
      ].flat();
      const differences = [...found].sort(byDay).concat(sum === 0 ? [] : wrongSum(sum));
      return {
        from: firstDay ?? from ?? null,
        to: to ?? null,
        detached_months: detached.map(({ month }) => month.slice(0, 7)),
        ...extent,
        sum,
        feed: compared.feed,
        journal: journaled.journal,
        differences: differences
          .slice(0, maxDifferences)
          .map((difference) => ({ ...withoutAdvice, ...difference })),
      };
    }, verificationLimits);
  }
}

/** The feed has no days, so comparing it costs the same for any range: a range skips it unless asked otherwise. */
const defaultFor = (from?: string, to?: string): 'compare' | 'skip' =>
  from === undefined && to === undefined ? 'compare' : 'skip';

const withoutAdvice = { advice: null };

/** All statements of the transaction see the books as of the same instant. */
async function seeOneInstant(tx: Transaction): Promise<void> {
  await tx.query(`set transaction isolation level repeatable read, read only`);
  // The transaction is idle while it waits for a page of the feed.
  await tx.query(`set local idle_in_transaction_session_timeout = '10min'`);
}

/** The first day after a month; undefined without one. */
async function dayAfter(tx: Transaction, month: string | undefined): Promise<string | undefined> {
  const [next] =
    month === undefined
      ? []
      : await tx.query<{ day: string }[]>(`select ($1::date + interval '1 month')::date::text as day`, [
          month,
        ]);
  return next?.day;
}

async function extentOf(tx: Transaction, days: string[]): Promise<Extent> {
  const [extent] = await tx.query<Extent[]>(
    `select (select count(*)::float8 from posting where booked_on between $1 and $2) as postings,
            (select count(*)::float8 from business_day where day between $1 and $2) as closed_days,
            ((select coalesce(sum(balance), 0) from account)
             + (select coalesce(sum(balance), 0) from company_day_balance))::text as sum`,
    days,
  );
  return extent ?? { postings: 0, closed_days: 0, sum: '0' };
}

// The sort is stable: within a day, the cause comes before its consequences. Differences of the present come last.
const byDay = (left: LedgerDifference, right: LedgerDifference): number => {
  const [before, after] = [left.day ?? 'present', right.day ?? 'present'];
  return before < after ? -1 : Number(before > after);
};

const wrongSum = (sum: number): LedgerDifference => ({
  what: 'sum of all balances',
  day: null,
  account: null,
  user: null,
  posting: null,
  expected: '0',
  found: String(sum),
  advice: null,
});
