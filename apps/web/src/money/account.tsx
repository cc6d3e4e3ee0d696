import { Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { daysAfter } from '../components/days.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { everyDay } from './account-days.js';
import {
  accountDaysQuery,
  balanceQuery,
  auditLogQuery,
  type AccountDay,
  type Balance,
  type AuditLogEntry,
} from './account-queries.js';
import { BalanceNow } from './balance-now.js';
import { DayStatement } from './day-statement.js';
import { DaysSection } from './days-chart-or-table.js';
import { Payouts } from './payouts.js';

const daysShown = 90;

interface AccountProps {
  user: string;
  /** The day whose statement is shown; today if undefined. */
  date: string | undefined;
  onDay: (date: string | undefined) => void;
  /** Shown instead of an account that is empty and has no recent postings. */
  whenUnused?: ReactNode;
  /** Shown between the balance and the statement. */
  children?: ReactNode;
  onReverse?: (entry: AuditLogEntry, balance: Balance) => void;
}

/** A person's account: current balance, statement of a day, last days, and payouts. */
export function Account({ user, ...rest }: AccountProps) {
  const balance = useQuery(balanceQuery(user));
  return <QueryResult query={balance}>{(now) => <AccountNow user={user} now={now} {...rest} />}</QueryResult>;
}

function AccountNow({ user, now, ...rest }: AccountProps & { now: Balance }) {
  const first = daysAfter(now.date, 1 - daysShown);
  const known = useQuery(accountDaysQuery(user, first, now.date));
  const isStatementPending = useInitialStatement(user, dayShown(rest.date, now.date));
  return isStatementPending ? (
    <Loading lines={8} />
  ) : (
    <QueryResult query={known} lines={8}>
      {(days) => <AccountDays user={user} now={now} days={everyDay(days, first, now.date)} {...rest} />}
    </QueryResult>
  );
}

/**
 * Loads the initial statement before anything below it is shown; returns whether it is still loading. A statement that
 * appeared later would push the buttons below it out of view, and with them any menu just opened.
 */
function useInitialStatement(user: string, shown: string): boolean {
  const [day] = useState(shown);
  const sums = useQuery(accountDaysQuery(user, day, day));
  const entries = useInfiniteQuery(auditLogQuery(user, day));
  return sums.isPending || entries.isPending;
}

const dayShown = (date: string | undefined, today: string): string =>
  date !== undefined && date < today ? date : today;

interface AccountDaysProps extends AccountProps {
  now: Balance;
  days: readonly AccountDay[];
}

const hasNoPostings = ({ fees, rewards, reversals, payout }: AccountDay): boolean =>
  [fees, rewards, reversals, payout].every((sum) => sum === 0);

function AccountDays({ user, now, days, date, onDay, whenUnused, children, onReverse }: AccountDaysProps) {
  const today = days.at(-1);
  if (!today) {
    return null;
  }
  const isUnused = now.balance === 0 && days.every(hasNoPostings);
  if (whenUnused && date === undefined && isUnused) {
    return whenUnused;
  }
  const showDay = (day: string) => onDay(day === today.date ? undefined : day);
  return (
    <Stack gap="lg">
      <div className="screen-only">
        <BalanceNow balance={now.balance} currency={now.currency} today={today} />
      </div>
      {children && <div className="screen-only">{children}</div>}
      <DayStatement
        user={user}
        name={now.name}
        today={today.date}
        date={dayShown(date, today.date)}
        onDay={showDay}
        onReverse={onReverse && ((entry) => onReverse(entry, now))}
      />
      <Stack gap="lg" className="screen-only">
        {!isUnused && <DaysSection days={days} currency={now.currency} onDay={showDay} />}
        <Payouts user={user} onDay={showDay} />
      </Stack>
    </Stack>
  );
}
