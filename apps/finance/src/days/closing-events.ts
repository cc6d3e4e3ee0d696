import { dayClosed, payoutMade, type BusinessDay } from '@ates/contracts';
import { addedEvents, eventColumns, newEvent, type Outbox } from '@ates/messaging';
import { isoInstantWithMicroseconds, type Transaction } from '@ates/platform';
import type { FinanceConfiguration } from '../config.js';
import { beginningOf, presentOf, presentRow, type DayEnd } from '../ledger/business-calendar.js';
import type { DueDays } from './calendar.js';
import { closedDays } from './days.queries.js';

/** When days end, and the currency of the books. */
export type BooksSettings = DayEnd & Pick<FinanceConfiguration, 'CURRENCY'>;

interface ClosedDay extends BusinessDay {
  begins_at: string;
  ends_at: string;
  /** The completed task with the highest reward; of equal ones the first completed. */
  dearest_task: { task_uuid: string; reward: number } | null;
}

/** Publishes days that were just closed (F8): their payouts, then the days themselves. */
export async function publishClosedDays(
  tx: Transaction,
  outbox: Outbox,
  { first, last }: DueDays,
  { now, books }: { now: Date; books: BooksSettings },
): Promise<void> {
  const { CURRENCY: currency, BUSINESS_TIME_ZONE: time_zone } = books;
  await tx.query(addedEvents([payoutEvents]), [first, last, currency]);
  outbox.noteAdded(tx);
  const days = await tx.query<ClosedDay[]>(
    `select closed.*,
            ${isoInstantWithMicroseconds(beginningOf('closed.date::date'))} as begins_at,
            ${isoInstantWithMicroseconds(beginningOf('closed.date::date + 1'))} as ends_at,
            case when dearest.id is not null
              then json_build_object('task_uuid', dearest.task_id, 'reward', dearest.amount) end as dearest_task
     from (${closedDays} where day between $1 and $2) as closed
     cross join ${presentRow('$3')}
     join day_result on day_result.day = closed.date::date
     left join posting as dearest on dearest.id = day_result.dearest and dearest.booked_on = day_result.day
       and dearest.booked_on between $1 and $2
     order by closed.date`,
    [first, last, presentOf(books, now)],
  );
  await outbox.add(
    tx,
    days.map((day) =>
      newEvent(dayClosed, {
        date: day.date,
        currency,
        income: day.income,
        people_earned: day.paid_people,
        people_in_the_red: day.people_in_the_red,
        paid: day.paid,
        dearest_task: day.dearest_task,
        tasks_with_profit: day.tasks_with_profit,
        tasks_with_deficit: day.tasks_with_deficit,
        begins_at: day.begins_at,
        ends_at: day.ends_at,
        time_zone,
        timestamp: day.closed_at,
      }),
    ),
  );
}

const payoutEvents = `
  select ${eventColumns(payoutMade, 'uuidv7()', {
    user_id: 'account.user_id',
    date: 'posting.booked_on',
    amount: 'posting.amount',
    currency: '$3::text',
    timestamp: isoInstantWithMicroseconds('posting.occurred_at'),
  })}
  from posting join account on account.id = posting.debit_account
  where posting.booked_on between $1 and $2 and posting.kind = 'payout'`;
