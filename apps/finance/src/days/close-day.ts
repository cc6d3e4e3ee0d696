import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DayClosing } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { dayClosed, stopPosting } from '../ledger/open-days.js';
import { AwaitedProducers } from './awaited-producers.js';
import { dueDays, isClosed, readCalendar, refusalToClose, type Calendar, type DueDays } from './calendar.js';
import { close, closeEmpty, duePayouts, taskResultsOf, totalsOf } from './closing.js';
import { closeLimits } from './close-due-day.js';
import { eventsOfClosing } from './closing-events.js';
import { recordClosing } from './record-closing.js';
import { findClosedDay, payoutsOf } from './days.queries.js';

/** Closes a day that has ended, or previews its payouts, on an administrator's request (F6). */
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
 * Closing a closed day again changes nothing and returns its original result. Empty days before the requested one are
 * closed with it.
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
    // Ask before posting stops: no poster should have to wait for a call to another service.
    const waitingFor = isDryRun ? await this.producers.missing() : [];
    return this.database.once(
      idempotencyKey,
      async (tx) => {
        const now = this.clock.now();
        // A dry run locks too, for a moment, so that its sums are of one instant.
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
          await this.publish(tx, { first: day, last: day, areEmpty: false });
        }
        return this.answer(isDryRun, await closedDay(tx, day));
      },
      closeLimits,
    );
  }

  /** Closes the empty days that lead up to `day`, and `day` itself if it is empty. Returns the calendar after that. */
  private async closeEmptyUpTo(tx: Transaction, day: string, now: Date): Promise<Calendar> {
    for (;;) {
      const calendar = await readCalendar(tx, this.configuration, now);
      const due = dueDays(calendar);
      if (!due?.areEmpty || day < due.first || day > (calendar.nextToClose ?? due.last)) {
        return calendar;
      }
      const empty = { ...due, last: day < due.last ? day : due.last };
      await closeEmpty(tx, empty, now);
      await this.publish(tx, empty);
    }
  }

  private async publish(tx: Transaction, closed: DueDays): Promise<void> {
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
