import { Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { daysAfter } from '../components/days.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { everyDay } from './account-days.js';
import {
  accountDaysQuery,
  balanceQuery,
  linesQuery,
  type AccountDay,
  type Balance,
  type Line,
} from './account-queries.js';
import { BalanceNow } from './balance-now.js';
import { DayStatement } from './day-statement.js';
import { DaysFigure } from './days-chart-or-table.js';
import { Payouts } from './payouts.js';

const daysShown = 90;

interface AccountProps {
  user: string;
  /** The day whose statement is shown; the present one when left out. */
  date: string | undefined;
  onDay: (date: string | undefined) => void;
  /** What stands there instead, when the account is and was empty. */
  whenUnused?: ReactNode;
  /** Between the balance and the days. */
  children?: ReactNode;
  onReverse?: (line: Line, balance: Balance) => void;
}

/** A person's account: what there is now, the last days, the statement of a day, and what was paid out. */
export function Account({ user, ...rest }: AccountProps) {
  const balance = useQuery(balanceQuery(user));
  return <QueryResult query={balance}>{(now) => <AccountNow user={user} now={now} {...rest} />}</QueryResult>;
}

function AccountNow({ user, now, ...rest }: AccountProps & { now: Balance }) {
  const first = daysAfter(now.date, 1 - daysShown);
  const known = useQuery(accountDaysQuery(user, first, now.date));
  const isStatementPending = useFirstStatement(user, dayShown(rest.date, now.date));
  return isStatementPending ? (
    <Loading lines={8} />
  ) : (
    <QueryResult query={known} lines={8}>
      {(days) => <AccountDays user={user} now={now} days={everyDay(days, first, now.date)} {...rest} />}
    </QueryResult>
  );
}

/**
 * Loads the statement that the page shows first, before anything is shown below it: a statement that came later would push
 * the buttons below out of view, and with them the menus that somebody has just opened.
 */
function useFirstStatement(user: string, shown: string): boolean {
  const [day] = useState(shown);
  const sums = useQuery(accountDaysQuery(user, day, day));
  const lines = useInfiniteQuery(linesQuery(user, day));
  return sums.isPending || lines.isPending;
}

const dayShown = (date: string | undefined, today: string): string =>
  date !== undefined && date < today ? date : today;

interface AccountDaysProps extends AccountProps {
  now: Balance;
  days: readonly AccountDay[];
}

const isQuiet = ({ fees, rewards, reversals, payout }: AccountDay): boolean =>
  [fees, rewards, reversals, payout].every((sum) => sum === 0);

function AccountDays({ user, now, days, date, onDay, whenUnused, children, onReverse }: AccountDaysProps) {
  const today = days.at(-1);
  if (!today) {
    return null;
  }
  const isUnused = now.balance === 0 && days.every(isQuiet);
  if (whenUnused && date === undefined && isUnused) {
    return whenUnused;
  }
  const showDay = (day: string) => onDay(day === today.date ? undefined : day);
  return (
    <Stack gap="lg">
      <BalanceNow balance={now.balance} currency={now.currency} today={today} />
      {children}
      <DayStatement
        user={user}
        today={today.date}
        date={dayShown(date, today.date)}
        onDay={showDay}
        onReverse={onReverse && ((line) => onReverse(line, now))}
      />
      {!isUnused && <DaysFigure days={days} currency={now.currency} onDay={showDay} />}
      <Payouts user={user} onDay={showDay} />
    </Stack>
  );
}
