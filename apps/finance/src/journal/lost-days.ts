import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Database, longStatementMilliseconds, ServicePart, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { areBooksCompared, noteBooksCompared, stopPostingToCompare } from '../ledger/open-days.js';
import { DayJournal, type JournaledDay } from './day-journal.js';

interface LastDay {
  day: string | null;
  hash: string | null;
  staged: string | null;
}

/**
 * Checks at startup, and whenever the database was restored or failed over, whether the journal has closed days that the
 * database lacks. Then those days must be closed again as they were before any other day is (F11). Until it has checked,
 * the database refuses to book anything.
 */
@Injectable()
export class LostDays implements OnModuleInit {
  private readonly logger = new Logger(LostDays.name);

  constructor(
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
    private readonly part: ServicePart,
  ) {}

  /** Throws if the journal belongs to other books or has a gap: nothing is restored and the service does not start. */
  async onModuleInit(): Promise<void> {
    if (!this.part.onlyReads) {
      await this.compare();
    }
  }

  /** Compares again if the database was restored or failed over since. Returns whether it did. Throws like the start. */
  async compareIfRestored(): Promise<boolean> {
    if (await areBooksCompared(this.database)) {
      return false;
    }
    this.logger.warn('the database was restored or failed over; comparing the books with the day journal');
    await this.compare();
    return true;
  }

  private async compare(): Promise<void> {
    const { DAY_JOURNAL_DIR } = this.configuration;
    const journal = DAY_JOURNAL_DIR === undefined ? undefined : new DayJournal(DAY_JOURNAL_DIR);
    const lost = await this.database.transaction(
      async (tx) => {
        await stopPostingToCompare(tx);
        const staged = journal ? await this.stage(tx, journal) : 0;
        await noteBooksCompared(tx);
        return staged;
      },
      { statementMilliseconds: longStatementMilliseconds },
    );
    if (lost > 0) {
      this.logger.warn(
        `the day journal has ${lost} closed days that this database lacks; restoring them before closing others`,
      );
    }
  }

  private async stage(tx: Transaction, journal: DayJournal): Promise<number> {
    const last = await lastDay(tx);
    await this.requireSameBooks(journal, last);
    let staged = 0;
    let { day, hash } = last;
    const ofLostDays = new Set<string>();
    for (const date of await journal.days()) {
      if (date > (day ?? '')) {
        const content = await journal.readDay(date);
        this.requireNext(content, day, hash);
        staged += date > (last.staged ?? '') ? await stageDay(tx, content) : 0;
        ({ date: day, hash } = content.day);
        content.reversals.forEach(({ posting }) => ofLostDays.add(posting));
      }
    }
    await stageReversals(tx, journal, ofLostDays);
    if (staged > 0) {
      await unseal(tx, last);
      await tx.query(`select make_months_of_books()`);
    }
    return staged;
  }

  private async requireSameBooks(journal: DayJournal, { day, hash }: LastDay): Promise<void> {
    if (day !== null && (await journal.days()).includes(day)) {
      const content = await journal.readDay(day);
      if (content.day.hash !== hash) {
        throw new Error(
          `DAY_JOURNAL_DIR: the journal says that ${day} has the hash ${content.day.hash}, the database says ${hash}. ` +
            'They belong to different books. Nothing was changed.',
        );
      }
    }
  }

  private requireNext(
    { day, time_zone, day_ends_at }: JournaledDay,
    last: string | null,
    hash: string | null,
  ): void {
    const { BUSINESS_TIME_ZONE, DAY_ENDS_AT } = this.configuration;
    if (time_zone.toLowerCase() !== BUSINESS_TIME_ZONE.toLowerCase() || day_ends_at !== DAY_ENDS_AT) {
      throw new Error(
        `BUSINESS_TIME_ZONE and DAY_ENDS_AT: the days in the day journal end at ${day_ends_at} in ${time_zone}.`,
      );
    }
    const isNext = last === null ? day.previous_hash === null : day.previous_hash === hash;
    if (!isNext) {
      throw new Error(
        `DAY_JOURNAL_DIR: ${day.date} does not follow ${last ?? 'the beginning'}: a file is missing or ` +
          'belongs to other books. Nothing was changed.',
      );
    }
  }
}

async function lastDay(tx: Transaction): Promise<LastDay> {
  const [last] = await tx.query<LastDay[]>(
    `select closed.day::text, encode(closed.hash, 'hex') as hash,
            (select max(day)::text from journaled_day) as staged
     from (select) as nothing
     left join (select day, hash from business_day order by day desc limit 1) as closed on true`,
  );
  return last ?? { day: null, hash: null, staged: null };
}

/** Days sealed before the database was lost take their postings again: the journal says which. */
const unseal = (tx: Transaction, { day }: LastDay): Promise<unknown> =>
  tx.query(`delete from sealed_day where day > coalesce($1::date, '-infinity')`, [day]);

/** Returns 1, the number of days staged. */
async function stageDay(tx: Transaction, { postings, ...content }: JournaledDay): Promise<number> {
  await tx.query(`insert into journaled_day (day, content) values ($1, $2)`, [
    content.day.date,
    JSON.stringify(content),
  ]);
  await tx.query(
    `insert into journaled_posting (key_digest, day)
     select substr(digests, 8 * place + 1, 8), $1
     from decode($2, 'base64') as digests, generate_series(0, length(digests) / 8 - 1) as place`,
    [content.day.date, postings],
  );
  return 1;
}

/** Stages the reversals of days that were still open when they were lost. */
async function stageReversals(tx: Transaction, journal: DayJournal, ofLostDays: Set<string>): Promise<void> {
  const lost = await tx.query<{ id: string }[]>(
    `select id from unnest($1::uuid[]) as journaled (id)
     where not exists (select from posting_key where posting_key.posting = journaled.id and kind = 'reversal')
       and not exists (select from journaled_reversal where journaled_reversal.posting = journaled.id)`,
    [(await journal.reversals()).filter((posting) => !ofLostDays.has(posting))],
  );
  for (const { id } of lost) {
    await tx.query(`insert into journaled_reversal (posting, content) values ($1, $2)`, [
      id,
      JSON.stringify(await journal.readReversal(id)),
    ]);
  }
}
