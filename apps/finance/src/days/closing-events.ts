import { dayClosed, payoutMade, type BusinessDay } from '@ates/contracts';
import { newEvent, type NewEvent } from '@ates/messaging';
import type { Transaction } from '@ates/platform';
import type { DueDays } from './calendar.js';
import { closedDaysFrom, payoutsOf } from './days.queries.js';

interface MostExpensiveTask {
  task_uuid: string;
  reward: number;
}

/** The events of days that were just closed (F8): for each day its payouts, then the day itself. */
export async function eventsOfClosing(
  tx: Transaction,
  { first, last, areEmpty }: DueDays,
  currency: string,
): Promise<NewEvent[]> {
  const days = await closedDaysFrom(tx, first, last);
  if (areEmpty) {
    return days.map((day) => dayEvent(day, null, currency));
  }
  const events: NewEvent[] = [];
  for (const day of days) {
    const payouts = await payoutsOf(tx, day.date);
    const about = { date: day.date, currency, timestamp: day.closed_at };
    events.push(
      ...payouts.map(({ user, amount }) => newEvent(payoutMade, { ...about, user_id: user, amount })),
      dayEvent(day, await mostExpensiveTaskOf(tx, day.date), currency),
    );
  }
  return events;
}

const dayEvent = (
  day: BusinessDay,
  mostExpensiveTask: MostExpensiveTask | null,
  currency: string,
): NewEvent =>
  newEvent(dayClosed, {
    date: day.date,
    currency,
    income: day.income,
    people_earned: day.paid_people,
    people_in_the_red: day.people_in_the_red,
    paid: day.paid,
    dearest_task: mostExpensiveTask,
    tasks_with_profit: day.tasks_with_profit,
    tasks_with_deficit: day.tasks_with_deficit,
    timestamp: day.closed_at,
  });

async function mostExpensiveTaskOf(tx: Transaction, date: string): Promise<MostExpensiveTask | null> {
  const [mostExpensive] = await tx.query<MostExpensiveTask[]>(
    // Of several equal rewards, the task completed first.
    `select task_id as task_uuid, amount::float8 as reward
     from posting where booked_on = $1 and kind = 'reward'
     order by amount desc, occurred_at, task_id
     limit 1`,
    [date],
  );
  return mostExpensive ?? null;
}
