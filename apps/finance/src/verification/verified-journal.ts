import { Injectable } from '@nestjs/common';
import type { LedgerDifference, LedgerVerification } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { DayJournal, type JournaledDay } from '../journal/day-journal.js';
import { JournalQueries } from '../journal/journal.queries.js';

const maxDifferences = 100;
const digestBytes = 8;

/** The result of comparing the day journal with the books. */
interface JournalComparison {
  journal: LedgerVerification['journal'];
  differences: LedgerDifference[];
}

interface Books {
  /** The requested days that are closed, and those of them closed long enough ago to have a file. */
  closed: string[];
  settled: string[];
  /** The last closed day; empty if none is closed. */
  last: string;
  /** Days and reversals that are being restored from the journal. */
  restoring: string[];
}

const adviceOnDay =
  'A closed day never changes: restore the database from a backup or, if the file is wrong, restore the file from ' +
  'a copy. See docs/operations.md, "When verification finds a difference".';

/**
 * Compares closed days and reversals with the files of the day journal, which is stored apart from the database (F3,
 * F11): rewriting one, with all its totals and hashes, does not rewrite the other.
 */
@Injectable()
export class VerifiedJournal {
  private readonly journal: DayJournal | undefined;

  constructor(
    private readonly queries: JournalQueries,
    { DAY_JOURNAL_DIR }: FinanceConfiguration,
  ) {
    this.journal = DAY_JOURNAL_DIR === undefined ? undefined : new DayJournal(DAY_JOURNAL_DIR);
  }

  async compare(tx: Transaction, [from = '', to = '']: readonly string[]): Promise<JournalComparison> {
    const { journal } = this;
    if (!journal) {
      return { journal: { state: 'none', days: 0 }, differences: [] };
    }
    const books = await booksOf(tx, from, to);
    const files = await journal.days();
    const differences = [
      ...without(books.settled, files).map((date) => noFile(date)),
      ...without(
        files.filter((date) => date > books.last && isBetween(date, from, to)),
        books.restoring,
      ).map((date) => noDay(date)),
      ...(await this.lostReversals(tx, journal, books)),
    ];
    const filed = new Set(files);
    const both = books.closed.filter((date) => filed.has(date));
    for (const date of both) {
      if (differences.length < maxDifferences) {
        differences.push(...(await this.dayDifferences(journal, date)));
      }
    }
    return { journal: { state: 'compared', days: both.length }, differences };
  }

  private async dayDifferences(journal: DayJournal, date: string): Promise<LedgerDifference[]> {
    const stored = await this.queries.day(date);
    try {
      return differencesBetween(date, await journal.readDay(date), stored);
    } catch (error) {
      return [
        ofDay(date, 'a file of the day journal', error instanceof Error ? error.message : String(error)),
      ];
    }
  }

  /** Reversals that have a file but no posting. */
  private async lostReversals(
    tx: Transaction,
    journal: DayJournal,
    books: Books,
  ): Promise<LedgerDifference[]> {
    const journaled = without(await journal.reversals(), books.restoring);
    const rows = await tx.query<{ id: string }[]>(
      `select id from unnest($1::uuid[]) as journaled (id)
       where not exists (select from posting_key where posting_key.posting = journaled.id and kind = 'reversal')
       order by id limit ${maxDifferences}`,
      [journaled],
    );
    return rows.map(({ id }) => ({
      ...ofDay(null, `reversal ${id}, as reversal-${id}.json says`, 'nothing'),
      advice: 'Restart Finance: it restores reversals that the day journal has and the database lacks.',
    }));
  }
}

async function booksOf(tx: Transaction, from: string, to: string): Promise<Books> {
  const [books] = await tx.query<Books[]>(
    `select (select coalesce(array_agg(day::text order by day), '{}') from business_day
             where day between $1 and $2) as closed,
            (select coalesce(array_agg(day::text), '{}') from business_day
             where day between $1 and $2 and closed_at < now() - interval '1 minute') as settled,
            (select coalesce(max(day)::text, '') from business_day) as last,
            (select coalesce(array_agg(id), '{}') from (
               select day::text as id from journaled_day union all select posting::text from journaled_reversal
             ) as staged) as restoring`,
    [from, to],
  );
  return books ?? { closed: [], settled: [], last: '', restoring: [] };
}

const isBetween = (date: string, from: string, to: string): boolean =>
  (from === '-infinity' || date >= from) && (to === 'infinity' || date <= to);

const without = (all: readonly string[], known: readonly string[]): string[] => {
  const there = new Set(known);
  return all.filter((one) => !there.has(one));
};

const ofDay = (date: string | null, expected: string, found: string): LedgerDifference => ({
  what: 'day journal',
  day: date,
  account: null,
  user: null,
  posting: null,
  expected,
  found,
  advice: adviceOnDay,
});

const noFile = (date: string): LedgerDifference => ({
  ...ofDay(date, `${date}.json in the day journal`, 'nothing'),
  advice:
    'Finance rewrites a missing file from the database within seconds. Restore the file from a copy to compare ' +
    'what it said, and check the log for why it cannot be written.',
});

const noDay = (date: string): LedgerDifference => ({
  ...ofDay(date, `closed, as ${date}.json says`, 'nothing'),
  advice:
    'Restart Finance: it restores days that the day journal has and the database lacks, as they were closed.',
});

/**
 * The differences between a file and the database: totals, payouts, reversals, and which postings were booked on the
 * day.
 */
function differencesBetween(date: string, journaled: JournaledDay, stored: JournaledDay): LedgerDifference[] {
  const parts = [
    ...Object.keys(journaled.day).map((name) => [
      name,
      valueOf(journaled.day, name),
      valueOf(stored.day, name),
    ]),
    ...listDifference('payout', journaled.payouts, stored.payouts),
    ...listDifference('reversal', journaled.reversals, stored.reversals),
    ...listDifference('posting', digestsIn(journaled), digestsIn(stored)),
  ];
  return parts
    .filter(([, expected, found]) => expected !== found)
    .map(([name, expected, found]) => ofDay(date, `${name}: ${expected}`, String(found)))
    .slice(0, maxDifferences);
}

const valueOf = (day: JournaledDay['day'], name: string): string =>
  String(Object.entries(day).find(([known]) => known === name)?.[1]);

/** Entries that only one side has, each with what the journal and the database say. */
function listDifference(name: string, journaled: readonly unknown[], stored: readonly unknown[]): string[][] {
  const [left, right] = [journaled, stored].map((list) => list.map((entry) => JSON.stringify(entry)));
  return [
    ...without(left ?? [], right ?? []).map((entry) => [name, entry, 'nothing']),
    ...without(right ?? [], left ?? []).map((entry) => [name, 'nothing', entry]),
  ];
}

/** The postings by the first bytes of their keys' SHA-256. */
function digestsIn({ postings }: JournaledDay): string[] {
  const bytes = Buffer.from(postings, 'base64');
  return Array.from({ length: bytes.length / digestBytes }, (_, place) =>
    bytes.subarray(place * digestBytes, (place + 1) * digestBytes).toString('hex'),
  );
}
