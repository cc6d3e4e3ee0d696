import { daysFrom } from '../components/days.js';
import type { AccountDay, AccountDays, AuditLogEntry } from './account-queries.js';

const emptyDay = (date: string, balance: number): AccountDay => ({
  date,
  opening_balance: balance,
  fees: 0,
  rewards: 0,
  reversals: 0,
  payout: 0,
  closing_balance: balance,
});

/** Every day from the first to the last; days without postings keep the previous balance. */
export function everyDay(known: AccountDays, first: string, last: string): AccountDay[] {
  const byDate = new Map(known.days.map((day) => [day.date, day]));
  let balance = known.opening_balance;
  return daysFrom(first, last).map((date) => {
    const day = byDate.get(date) ?? emptyDay(date, balance);
    balance = day.closing_balance;
    return day;
  });
}

/** A day's balance before its payout: paid out if positive, else carried over. */
export const eveningBalance = (day: AccountDay): number => day.closing_balance - day.payout;

/** An audit log entry with the balance after it. */
export interface EntryWithBalance extends AuditLogEntry {
  balance: number;
}

/** Adds to each entry of a day, newest first, the balance after it; `closing` is the balance after the newest. */
export function withBalances(entries: readonly AuditLogEntry[], closing: number): EntryWithBalance[] {
  let balance = closing;
  return entries.map((entry) => {
    const balanceAfter = balance;
    balance -= entry.amount;
    return { ...entry, balance: balanceAfter };
  });
}
