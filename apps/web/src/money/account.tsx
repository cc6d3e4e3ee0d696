import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { daysAfter } from '../parts/days.js';
import { Shown } from '../parts/shown.js';
import { everyDay } from './account-days.js';
import {
  accountDaysQuery,
  balanceQuery,
  type AccountDay,
  type Balance,
  type Line,
} from './account-queries.js';
import { BalanceNow } from './balance-now.js';
import { DayStatement } from './day-statement.js';
import { DaysFigure } from './days-figure.js';
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
  return <Shown query={balance}>{(now) => <AccountNow user={user} now={now} {...rest} />}</Shown>;
}

function AccountNow({ user, now, ...rest }: AccountProps & { now: Balance }) {
  const first = daysAfter(now.date, 1 - daysShown);
  const known = useQuery(accountDaysQuery(user, first, now.date));
  return (
    <Shown query={known} lines={8}>
      {(days) => <AccountDays user={user} now={now} days={everyDay(days, first, now.date)} {...rest} />}
    </Shown>
  );
}

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
  const shown = date !== undefined && date < today.date ? date : today.date;
  return (
    <Stack gap="lg">
      <BalanceNow balance={now.balance} currency={now.currency} today={today} />
      {children}
      <DayStatement
        user={user}
        today={today.date}
        date={shown}
        onDay={showDay}
        onReverse={onReverse && ((line) => onReverse(line, now))}
      />
      {!isUnused && <DaysFigure days={days} currency={now.currency} onDay={showDay} />}
      <Payouts user={user} onDay={showDay} />
    </Stack>
  );
}
