import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DayClosing } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { stopPosting } from '../ledger/open-days.js';
import { AwaitedProducers } from './awaited-producers.js';
import { isClosed, readCalendar, refusalToClose } from './calendar.js';
import { close, duePayouts, totalsOf } from './closing.js';
import { eventsOfClosing } from './closing-events.js';
import { findClosedDay, payoutsOf } from './days.queries.js';

/** An administrator closes a day that is over, or looks at what closing it would pay (F6). */
export class CloseDay extends Command<DayClosing> {
  constructor(
    readonly day: string,
    readonly isDryRun: boolean,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/** A day that is closed stays so, and is answered as it was closed. */
@CommandHandler(CloseDay)
export class CloseDayHandler implements ICommandHandler<CloseDay> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly producers: AwaitedProducers,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async execute({ day, isDryRun, idempotencyKey }: CloseDay): Promise<DayClosing> {
    // Asked before posting is stopped: nobody is to wait for another service with that.
    const waitingFor = isDryRun ? await this.producers.missing() : [];
    return this.database.once(idempotencyKey, async (tx) => {
      const now = this.clock.now();
      // For a dry run too, so that it adds up to one instant; it takes a moment.
      await stopPosting(tx);
      const calendar = await readCalendar(tx, this.configuration, now);
      if (!isClosed(day, calendar)) {
        const refusal = refusalToClose(day, calendar);
        if (refusal) {
          throw refusal;
        }
        if (isDryRun) {
          return { ...this.answer(isDryRun, await preview(tx, day)), waiting_for: waitingFor };
        }
        await close(tx, day, now);
        await this.outbox.add(tx, await eventsOfClosing(tx, day, this.configuration.CURRENCY));
      }
      return this.answer(isDryRun, await closedDay(tx, day));
    });
  }

  private answer(isDryRun: boolean, closing: Pick<DayClosing, 'day' | 'payouts'>): DayClosing {
    return { dry_run: isDryRun, currency: this.configuration.CURRENCY, ...closing, waiting_for: [] };
  }
}

async function preview(tx: Transaction, day: string): Promise<Pick<DayClosing, 'day' | 'payouts'>> {
  const { payouts_hash: _, ...totals } = await totalsOf(tx, day);
  const income = totals.fees - totals.rewards;
  return {
    day: { date: day, closed_at: null, ...totals, income, hash: null },
    payouts: await duePayouts(tx, day),
  };
}

const closedDay = async (tx: Transaction, day: string): Promise<Pick<DayClosing, 'day' | 'payouts'>> => ({
  day: await findClosedDay(tx, day),
  payouts: await payoutsOf(tx, day),
});
