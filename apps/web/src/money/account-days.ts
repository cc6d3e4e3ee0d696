import { daysFrom } from '../components/days.js';
import type { AccountDay, AccountDays, Line } from './account-queries.js';

const quietDay = (date: string, balance: number): AccountDay => ({
  date,
  opening_balance: balance,
  fees: 0,
  rewards: 0,
  reversals: 0,
  payout: 0,
  closing_balance: balance,
});

/** Every day from the first to the last, also those on which nothing was booked: the balance stayed what it was. */
export function everyDay(known: AccountDays, first: string, last: string): AccountDay[] {
  const byDate = new Map(known.days.map((day) => [day.date, day]));
  let balance = known.opening_balance;
  return daysFrom(first, last).map((date) => {
    const day = byDate.get(date) ?? quietDay(date, balance);
    balance = day.closing_balance;
    return day;
  });
}

/** What a day came to before it was paid out: what is positive is the payout, what is not carries over. */
export const eveningBalance = (day: AccountDay): number => day.closing_balance - day.payout;

/** A line with the balance that it left. */
export interface LineWithBalance extends Line {
  balance: number;
}

/** The lines of a day, newest first, each with the balance that it left, when the last left `closing`. */
export function withBalances(lines: readonly Line[], closing: number): LineWithBalance[] {
  let balance = closing;
  return lines.map((line) => {
    const left = balance;
    balance -= line.amount;
    return { ...line, balance: left };
  });
}
