import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database, InstanceLeases, requireCurrentLease } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { dayClosed } from '../ledger/open-days.js';
import { postingReversed } from '../ledger/reverse-posting.js';
import { DayJournal } from './day-journal.js';
import { JournalQueries } from './journal.queries.js';

// Closing a day and reversing a posting wake the loop; polling finds only those of other instances.
const idleMilliseconds = { first: 1_000, longest: 5_000 };

/**
 * Writes the day journal: each closed day and each reversal gets its file soon after it committed (F11). Whatever has
 * no file is written, which also repairs a crash before the write or a lost folder.
 */
@Injectable()
export class JournalSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly journal: DayJournal | undefined;
  private readonly loop;
  /** The versions of the books and the folder when both last had the same contents. */
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
      name: 'writing the day journal',
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
    // Concurrent writers would write the same; the lease only saves the work.
    if (!this.journal) {
      return;
    }
    const versions = await this.versions(this.journal);
    if (versions !== this.complete) {
      await this.writeReversals(this.journal, signal, progress);
      await this.writeDays(this.journal, signal, progress);
      // The versions from before the write: writing has changed them, so the next tick compares once more.
      this.complete = versions;
    }
  }

  /** Changes whenever a day is closed, a posting is reversed, or a file is added or removed. */
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
