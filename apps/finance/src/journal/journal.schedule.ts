import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, InstanceLocks } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { DayJournal } from './day-journal.js';
import { JournalQueries } from './journal.queries.js';

const idleMilliseconds = 1_000;

/**
 * Writes the day journal: each closed day and each reversal gets its file soon after it committed (F11). What has no file
 * is what is due, so a crash before it was written heals by itself, and so does a folder that was lost.
 */
@Injectable()
export class JournalSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly journal: DayJournal | undefined;
  private readonly loop;

  constructor(
    private readonly queries: JournalQueries,
    private readonly locks: InstanceLocks,
    { DAY_JOURNAL_DIR }: FinanceConfiguration,
  ) {
    this.journal = DAY_JOURNAL_DIR === undefined ? undefined : new DayJournal(DAY_JOURNAL_DIR);
    this.loop = new BackgroundLoop({
      name: 'the day journal',
      idleMilliseconds,
      work: async (signal) => {
        await this.write(signal);
        return false;
      },
    });
  }

  onApplicationBootstrap(): void {
    if (this.journal) {
      this.loop.start();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async write(signal: AbortSignal): Promise<void> {
    // Two that write at once would write the same; the lock only spares the work.
    if (this.journal && (await this.locks.acquire('the day journal'))) {
      await this.writeReversals(this.journal, signal);
      await this.writeDays(this.journal, signal);
    }
  }

  private async writeDays(journal: DayJournal, signal: AbortSignal): Promise<void> {
    for (const date of without(await this.queries.closedDays(), await journal.days())) {
      signal.throwIfAborted();
      await journal.writeDay(await this.queries.day(date));
    }
  }

  private async writeReversals(journal: DayJournal, signal: AbortSignal): Promise<void> {
    for (const posting of without(await this.queries.reversalIds(), await journal.reversals())) {
      signal.throwIfAborted();
      await journal.writeReversal(await this.queries.reversal(posting));
    }
  }
}

function without(all: readonly string[], known: readonly string[]): string[] {
  const there = new Set(known);
  return all.filter((one) => !there.has(one));
}
