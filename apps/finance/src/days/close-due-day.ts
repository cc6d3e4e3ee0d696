import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, longStatementMilliseconds } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { stopPosting } from '../ledger/open-days.js';
import { AwaitedProducers } from './awaited-producers.js';
import { dueDays, lookAtCalendar, readCalendar, type DueDays } from './calendar.js';
import { close, closeEmpty, dayClosed } from './closing.js';
import { eventsOfClosing } from './closing-events.js';
import { recordClosing } from './record-closing.js';

/** A close works on everybody's account. */
export const closeLimits = { statementMilliseconds: longStatementMilliseconds };

/**
 * Closes the earliest day that is over and open, if there is one (F6), or in one step all empty days up to the next one
 * that something was booked on. Answers the first and the last of what it closed.
 */
export class CloseDueDay extends Command<DueDays | undefined> {}

/**
 * A day is due some time after its end, once what belongs to it has arrived or was waited for long enough. Any number of
 * instances may try at the same time: each looks again under the lock.
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
      // First without a transaction and without the lock: nearly always there is nothing to do, and nobody should wait
      // for that, nor for producers.
      const calendar = await lookAtCalendar(this.database, this.configuration, asOf);
      const due = dueDays(calendar);
      if (!due || !(await this.producers.letClose(due.last, calendar.today, now))) {
        return undefined;
      }
      if (await this.close(due, asOf, now)) {
        return due;
      }
      // Somebody else closed them first, or something of theirs arrived only now; others may be due.
    }
  }

  /** False when these are not what is to be closed next any more. */
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
