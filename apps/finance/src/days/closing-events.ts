import { dayClosed, payoutMade } from '@ates/contracts';
import { newEvent, type NewEvent } from '@ates/messaging';
import type { Transaction } from '@ates/platform';
import { findClosedDay, payoutsOf } from './days.queries.js';

interface DearestTask {
  task_uuid: string;
  reward: number;
}

/** What to tell of a day that was just closed (F8): each payout, then the day. */
export async function eventsOfClosing(tx: Transaction, date: string, currency: string): Promise<NewEvent[]> {
  const day = await findClosedDay(tx, date);
  const payouts = await payoutsOf(tx, date);
  const timestamp = day.closed_at;
  return [
    ...payouts.map(({ user, amount }) =>
      newEvent(payoutMade, { user_id: user, date, amount, currency, timestamp }),
    ),
    newEvent(dayClosed, {
      date,
      currency,
      income: day.income,
      people_earned: day.paid_people,
      people_in_the_red: day.people_in_the_red,
      paid: day.paid,
      dearest_task: await dearestTaskOf(tx, date),
      timestamp,
    }),
  ];
}

async function dearestTaskOf(tx: Transaction, date: string): Promise<DearestTask | null> {
  const [dearest] = await tx.query<DearestTask[]>(
    // Of equals the one that was completed first.
    `select task_id as task_uuid, amount::float8 as reward
     from posting where booked_on = $1 and kind = 'reward'
     order by amount desc, occurred_at, task_id
     limit 1`,
    [date],
  );
  return dearest ?? null;
}
