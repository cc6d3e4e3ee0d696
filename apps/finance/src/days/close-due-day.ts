import { isDeepStrictEqual } from 'node:util';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { keepOthersFromClosing } from '../ledger/open-days.js';
import { AwaitedProducers } from './awaited-producers.js';
import { dueDays, lookAtCalendar, readCalendar, type DueDays } from './calendar.js';
import { close, closeLimits, sealingFirst } from './closing.js';

/**
 * Closes the earliest open day that has ended, if any (F6), or all empty days up to the next one with a posting in one
 * step. Returns the first and the last day it closed.
 */
export class CloseDueDay extends Command<DueDays | undefined> {}

/**
 * A day is due a while after its end, once all its events have arrived or the wait for them has timed out. Any number
 * of instances may try at the same time: each checks again under the lock.
 */
@CommandHandler(CloseDueDay)
export class CloseDueDayHandler implements ICommandHandler<CloseDueDay> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly producers: AwaitedProducers,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async execute(): Promise<DueDays | undefined> {
    const now = this.clock.now();
    const asOf = new Date(now.getTime() - this.configuration.CLOSE_DELAY_SECONDS * 1000);
    for (;;) {
      // Check without a transaction and a lock first: there is nearly always nothing to do, and posters should not wait
      // for that, nor for producers.
      const calendar = await lookAtCalendar(this.database, this.configuration, asOf);
      const due = dueDays(calendar);
      if (!due || !(await this.producers.mayClose(due.last, calendar.today, now))) {
        return undefined;
      }
      const closing = (tx: Transaction) => this.close(tx, due, asOf, now);
      if (await sealingFirst(this.database, () => this.database.transaction(closing, closeLimits))) {
        return due;
      }
      // Another instance closed them first, or a posting of theirs arrived just now; other days may be due.
    }
  }
  /** Returns false if other days are due by now. */
  private async close(tx: Transaction, due: DueDays, asOf: Date, now: Date): Promise<boolean> {
    await keepOthersFromClosing(tx);
    const isStillDue = isDeepStrictEqual(due, dueDays(await readCalendar(tx, this.configuration, asOf)));
    if (isStillDue) {
      await close(tx, due, now, {
        signals: this.database.signals,
        outbox: this.outbox,
        books: this.configuration,
      });
    }
    return isStillDue;
  }
}
