import { dayClosed, payoutMade } from '@ates/contracts';
import { newEvent, type NewEvent } from '@ates/messaging';
import type { ClosedDay } from './settling.js';

/** The events of a day that was just closed (F8): its payouts, then the day itself. */
export const eventsOf = ({ day, payouts, mostExpensiveTask }: ClosedDay, currency: string): NewEvent[] => {
  const about = { date: day.date, currency, timestamp: day.closed_at };
  return [
    ...payouts.map(({ user, amount }) => newEvent(payoutMade, { ...about, user_id: user, amount })),
    newEvent(dayClosed, {
      ...about,
      income: day.income,
      people_earned: day.paid_people,
      people_in_the_red: day.people_in_the_red,
      paid: day.paid,
      dearest_task: mostExpensiveTask,
      tasks_with_profit: day.tasks_with_profit,
      tasks_with_deficit: day.tasks_with_deficit,
    }),
  ];
};
