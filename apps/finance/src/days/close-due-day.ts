import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { stopPosting } from '../ledger/open-days.js';
import { dueDay, readCalendar } from './calendar.js';
import { close } from './closing.js';
import { eventsOfClosing } from './closing-events.js';

/** Closes the earliest day that is over and open, if there is one (F6); answers which. */
export class CloseDueDay extends Command<string | undefined> {}

/**
 * A day is due some time after its end, so that what happened in its last moments has arrived. Any number of instances
 * may try at the same time: each looks again under the lock.
 */
@CommandHandler(CloseDueDay)
export class CloseDueDayHandler implements ICommandHandler<CloseDueDay> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  execute(): Promise<string | undefined> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      // First without the lock: nearly always there is nothing to do, and nobody should wait for that.
      if ((await this.due(tx, now)) === undefined) {
        return undefined;
      }
      await stopPosting(tx);
      const day = await this.due(tx, now);
      if (day !== undefined) {
        await close(tx, day, now);
        await this.outbox.add(tx, await eventsOfClosing(tx, day, this.configuration.CURRENCY));
      }
      return day;
    });
  }

  private async due(tx: Transaction, now: Date): Promise<string | undefined> {
    const { BUSINESS_TIME_ZONE, CLOSE_DELAY_SECONDS } = this.configuration;
    const asOf = new Date(now.getTime() - CLOSE_DELAY_SECONDS * 1000);
    return dueDay(await readCalendar(tx, BUSINESS_TIME_ZONE, asOf));
  }
}
