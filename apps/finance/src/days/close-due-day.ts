import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { stopPosting } from '../ledger/open-days.js';
import { AwaitedProducers } from './awaited-producers.js';
import { dueDay, readCalendar, type Calendar } from './calendar.js';
import { close } from './closing.js';
import { eventsOfClosing } from './closing-events.js';

/** Closes the earliest day that is over and open, if there is one (F6); answers which. */
export class CloseDueDay extends Command<string | undefined> {}

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

  async execute(): Promise<string | undefined> {
    const now = this.clock.now();
    // First without the lock: nearly always there is nothing to do, and nobody should wait for that, nor for producers.
    const calendar = await this.database.transaction((tx) => this.calendar(tx, now));
    const day = dueDay(calendar);
    if (day === undefined || !(await this.producers.letClose(day, calendar.today, now))) {
      return undefined;
    }
    return this.database.transaction(async (tx) => {
      await stopPosting(tx);
      if (dueDay(await this.calendar(tx, now)) !== day) {
        return undefined;
      }
      await close(tx, day, now);
      await this.outbox.add(tx, await eventsOfClosing(tx, day, this.configuration.CURRENCY));
      return day;
    });
  }

  private calendar(tx: Transaction, now: Date): Promise<Calendar> {
    const asOf = new Date(now.getTime() - this.configuration.CLOSE_DELAY_SECONDS * 1000);
    return readCalendar(tx, this.configuration, asOf);
  }
}
