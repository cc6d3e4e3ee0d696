import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DayClosing } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Clock, Database, Problem, type IdempotencyKey, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { keepOthersFromClosing } from '../ledger/open-days.js';
import { booksAreRestored } from '../ledger/restoring.js';
import { AwaitedProducers } from './awaited-producers.js';
import { dueDays, readCalendar, type Calendar, type DueDays } from './calendar.js';
import { close, closeLimits, sealingFirst } from './closing.js';
import { preview } from './day-totals.js';
import { findClosing } from './days.queries.js';

type Closing = Pick<DayClosing, 'day' | 'payouts'>;

/** Closes a day that has ended, or previews its payouts, also those of the open day, on an administrator's request (F6). */
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
    // Ask before taking a connection and a lock: no other should have to wait for a call to another service.
    const missing = isDryRun ? await this.producers.missing() : [];
    const answer = async (tx: Transaction): Promise<DayClosing> => {
      const now = this.clock.now();
      await keepOthersFromClosing(tx);
      const closed = await findClosing(tx, day);
      const { day: result, payouts } =
        closed ?? (await (isDryRun ? this.preview(tx, day, now) : this.close(tx, day, now)));
      return {
        dry_run: isDryRun,
        currency: this.configuration.CURRENCY,
        day: result,
        payouts,
        waiting_for: closed ? [] : missing,
      };
    };
    return sealingFirst(this.database, () => this.database.once(idempotencyKey, answer, closeLimits));
  }

  private async preview(tx: Transaction, day: string, now: Date): Promise<Closing> {
    const calendar = await readCalendar(tx, this.configuration, now);
    if (day === calendar.today) {
      requireOnlyOpenDay(calendar);
    } else {
      requireClosable(day, calendar);
    }
    return preview(tx, day);
  }

  /** Closes the empty days before `day`, and `day`. */
  private async close(tx: Transaction, day: string, now: Date): Promise<Closing> {
    for (;;) {
      const due = requireClosable(day, await readCalendar(tx, this.configuration, now));
      await close(tx, due, now, {
        signals: this.database.signals,
        outbox: this.outbox,
        books: this.configuration,
      });
      const closed = await findClosing(tx, day);
      if (closed) {
        return closed;
      }
    }
  }
}

/** Throws the Problem if the payouts of the open day cannot be told yet, because those of an earlier day come first. */
function requireOnlyOpenDay({ today, nextToClose, isRestoring }: Calendar): void {
  if (isRestoring) {
    throw booksAreRestored();
  }
  if (nextToClose !== null && nextToClose < today) {
    throw earlierDayOpen(nextToClose);
  }
}

const earlierDayOpen = (day: string): Problem =>
  new Problem('conflict', 'earlier-day-open', `Days are closed in order. Close ${day} first.`);

/**
 * The next days to close on the way to `day`: itself, or the empty ones before it. Throws the Problem if `day` cannot be
 * closed now: days are closed in order, each after it has ended (F6).
 */
function requireClosable(day: string, calendar: Calendar): DueDays {
  const { today, firstOpen, nextToClose, isRestoring } = calendar;
  if (isRestoring) {
    throw booksAreRestored();
  }
  if (day >= today) {
    throw new Problem('conflict', 'day-not-over', `${day} has not ended yet. You can close it once it has.`);
  }
  const due = dueDays(calendar);
  if (!due || firstOpen === null || day < firstOpen) {
    throw new Problem(
      'not-found',
      'no-such-day',
      `Nothing was booked up to ${day}, so there is no day to close.`,
    );
  }
  if (day > (nextToClose ?? firstOpen)) {
    throw earlierDayOpen(nextToClose ?? firstOpen);
  }
  return { ...due, last: day < due.last ? day : due.last };
}
