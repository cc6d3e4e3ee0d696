import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DayClosing } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { stopPosting } from '../ledger/open-days.js';
import { AwaitedProducers } from './awaited-producers.js';
import { dueDays, isClosed, readCalendar, refusalToClose, type Calendar, type DueDays } from './calendar.js';
import { close, closeEmpty, dayClosed, duePayouts, taskResultsOf, totalsOf } from './closing.js';
import { closeLimits } from './close-due-day.js';
import { eventsOfClosing } from './closing-events.js';
import { recordClosing } from './record-closing.js';
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

/**
 * A day that is closed stays so, and is answered as it was closed. Empty days before the one that is asked for are closed
 * with it.
 */
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
    return this.database.once(
      idempotencyKey,
      async (tx) => {
        const now = this.clock.now();
        // For a dry run too, so that it adds up to one instant; it takes a moment.
        await stopPosting(tx);
        const calendar = await (isDryRun
          ? readCalendar(tx, this.configuration, now)
          : this.closeEmptyUpTo(tx, day, now));
        if (!isClosed(day, calendar)) {
          const refusal = refusalToClose(day, calendar);
          if (refusal) {
            throw refusal;
          }
          if (isDryRun) {
            return { ...this.answer(isDryRun, await preview(tx, day)), waiting_for: waitingFor };
          }
          await close(tx, day, now);
          await this.tell(tx, { first: day, last: day, areEmpty: false });
        }
        return this.answer(isDryRun, await closedDay(tx, day));
      },
      closeLimits,
    );
  }

  /** Closes the empty days that are next, `day` itself included, where they lead up to it; answers the calendar then. */
  private async closeEmptyUpTo(tx: Transaction, day: string, now: Date): Promise<Calendar> {
    for (;;) {
      const calendar = await readCalendar(tx, this.configuration, now);
      const due = dueDays(calendar);
      if (!due?.areEmpty || day < due.first || day > (calendar.nextToClose ?? due.last)) {
        return calendar;
      }
      const empty = { ...due, last: day < due.last ? day : due.last };
      await closeEmpty(tx, empty, now);
      await this.tell(tx, empty);
    }
  }

  private async tell(tx: Transaction, closed: DueDays): Promise<void> {
    this.database.signals.afterCommit(tx, dayClosed);
    await recordClosing(tx, closed);
    await this.outbox.add(tx, await eventsOfClosing(tx, closed, this.configuration.CURRENCY));
  }

  private answer(isDryRun: boolean, closing: Pick<DayClosing, 'day' | 'payouts'>): DayClosing {
    return { dry_run: isDryRun, currency: this.configuration.CURRENCY, ...closing, waiting_for: [] };
  }
}

async function preview(tx: Transaction, day: string): Promise<Pick<DayClosing, 'day' | 'payouts'>> {
  const { payouts_hash: _, ...totals } = await totalsOf(tx, day);
  const income = totals.fees - totals.rewards;
  return {
    day: { date: day, closed_at: null, ...totals, income, ...(await taskResultsOf(tx, day)), hash: null },
    payouts: await duePayouts(tx, day),
  };
}

const closedDay = async (tx: Transaction, day: string): Promise<Pick<DayClosing, 'day' | 'payouts'>> => ({
  day: await findClosedDay(tx, day),
  payouts: await payoutsOf(tx, day),
});
