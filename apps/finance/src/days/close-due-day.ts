import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, longStatementMilliseconds } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { dayClosed, stopPosting } from '../ledger/open-days.js';
import { AwaitedProducers } from './awaited-producers.js';
import { dueDays, lookAtCalendar, readCalendar, type DueDays } from './calendar.js';
import { close, closeEmpty } from './closing.js';
import { eventsOfClosing } from './closing-events.js';
import { recordClosing } from './record-closing.js';

/** Closing a day touches every account, so its statements may run long. */
export const closeLimits = { statementMilliseconds: longStatementMilliseconds };

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
      if (await this.close(due, asOf, now)) {
        return due;
      }
      // Another instance closed them first, or a posting of theirs arrived just now; other days may be due.
    }
  }

  /** Returns false if these are no longer the next days to close. */
  private close(due: DueDays, asOf: Date, now: Date): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      await stopPosting(tx);
      const present = dueDays(await readCalendar(tx, this.configuration, asOf));
      if (present?.first !== due.first || present.last !== due.last || present.areEmpty !== due.areEmpty) {
        return false;
      }
      await (due.areEmpty ? closeEmpty(tx, due, now) : close(tx, due.first, now));
      this.database.signals.afterCommit(tx, dayClosed);
      await recordClosing(tx, due);
      await this.outbox.add(tx, await eventsOfClosing(tx, due, this.configuration.CURRENCY));
      return true;
    }, closeLimits);
  }
}
