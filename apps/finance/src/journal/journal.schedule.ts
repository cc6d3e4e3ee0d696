import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database, InstanceLeases, requireCurrentLease } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { dayClosed } from '../days/closing.js';
import { postingReversed } from '../ledger/reverse-posting.js';
import { DayJournal } from './day-journal.js';
import { JournalQueries } from './journal.queries.js';

// A close and a reversal wake the loop; only those of other instances are found by polling.
const idleMilliseconds = { first: 1_000, longest: 5_000 };

/**
 * Writes the day journal: each closed day and each reversal gets its file soon after it committed (F11). What has no file
 * is what is due, so a crash before it was written heals by itself, and so does a folder that was lost.
 */
@Injectable()
export class JournalSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly journal: DayJournal | undefined;
  private readonly loop;
  /** What the books and the folder were like when both had the same. */
  private complete: string | undefined;

  constructor(
    private readonly queries: JournalQueries,
    leases: InstanceLeases,
    { DAY_JOURNAL_DIR }: FinanceConfiguration,
    database: Database,
  ) {
    this.journal = DAY_JOURNAL_DIR === undefined ? undefined : new DayJournal(DAY_JOURNAL_DIR);
    this.loop = leases.leasedLoop({
      lease: 'the day journal',
      name: 'the day journal',
      idleMilliseconds,
      work: async (signal, progress) => {
        await this.write(signal, progress);
        return false;
      },
    });
    for (const topic of [dayClosed, postingReversed]) {
      database.signals.on(topic, () => this.loop.wake());
    }
  }

  onApplicationBootstrap(): void {
    if (this.journal) {
      this.loop.start();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async write(signal: AbortSignal, progress: () => void): Promise<void> {
    // Two that write at once would write the same; the lease only spares the work.
    if (!this.journal) {
      return;
    }
    const versions = await this.versions(this.journal);
    if (versions !== this.complete) {
      await this.writeReversals(this.journal, signal, progress);
      await this.writeDays(this.journal, signal, progress);
      // As of before: what was written has made another version, so that the next look compares once more.
      this.complete = versions;
    }
  }

  /** Another text once a day was closed, a posting was reversed, or a file of the folder came or went. */
  private async versions(journal: DayJournal): Promise<string> {
    return `${await this.queries.version()} ${await journal.version()}`;
  }

  private async writeDays(journal: DayJournal, signal: AbortSignal, progress: () => void): Promise<void> {
    for (const date of without(await this.queries.closedDays(), await journal.days())) {
      signal.throwIfAborted();
      const content = await this.queries.day(date);
      requireCurrentLease();
      await journal.writeDay(content);
      progress();
    }
  }

  private async writeReversals(
    journal: DayJournal,
    signal: AbortSignal,
    progress: () => void,
  ): Promise<void> {
    for (const posting of without(await this.queries.reversalIds(), await journal.reversals())) {
      signal.throwIfAborted();
      const content = await this.queries.reversal(posting);
      requireCurrentLease();
      await journal.writeReversal(content);
      progress();
    }
  }
}

function without(all: readonly string[], known: readonly string[]): string[] {
  const there = new Set(known);
  return all.filter((one) => !there.has(one));
}
