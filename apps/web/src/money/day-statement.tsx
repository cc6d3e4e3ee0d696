import { ActionIcon, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DayInput } from '../components/day-range.js';
import { daysAfter } from '../components/days.js';
import { DownloadMenu } from '../components/downloads.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LoadMore } from '../components/load-more.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { everyDay, withBalances } from './account-days.js';
import {
  accountDaysQuery,
  linesQuery,
  statementQuery,
  type AccountDay,
  type Line,
} from './account-queries.js';
import { auditLogFile } from './audit-log-file.js';
import { DaySums } from './day-sums.js';
import { SeveralDays } from './several-days.js';
import { StatementLines } from './statement-lines.js';

interface DayStatementProps {
  user: string;
  /** The present working day, which is open. */
  today: string;
  date: string;
  onDay: (date: string) => void;
  /** Takes back a line; nobody may when there is none. */
  onReverse?: (line: Line) => void;
}

/** What happened to an account on a day, line by line, and the way to other days. */
export function DayStatement({ user, today, date, onDay, onReverse }: DayStatementProps) {
  const { t } = useTranslation(['money', 'common']);
  const { day } = useFormats();
  const title = t('statementOf', { day: day(date) });
  const sums = useQuery(accountDaysQuery(user, date, date));
  return (
    <Paper component="section" aria-label={title} withBorder p="md">
      <Stack gap="md">
        <Group justify="space-between" align="flex-end">
          <Title order={2} size="h4">
            {title}
          </Title>
          <DayChoice today={today} date={date} onDay={onDay} />
        </Group>
        <Group gap="sm" justify="flex-end">
          <SeveralDays user={user} today={today} />
          <DownloadMenu file={auditLogFile(user, { from: date, to: date })} label={t('downloadDay')} />
        </Group>
        <QueryResult query={sums}>
          {(known) => (
            <StatementOfDay
              user={user}
              today={today}
              day={everyDay(known, date, date)[0]}
              currency={known.currency}
              onReverse={onReverse}
            />
          )}
        </QueryResult>
      </Stack>
    </Paper>
  );
}

interface DayChoiceProps {
  today: string;
  date: string;
  onDay: (date: string) => void;
}

function DayChoice({ today, date, onDay }: DayChoiceProps) {
  const { t } = useTranslation(['money', 'common']);
  const step = (label: string, sign: string, to: string) => (
    <ActionIcon
      variant="default"
      size={36}
      aria-label={label}
      title={label}
      disabled={to > today}
      onClick={() => onDay(to)}
    >
      {sign}
    </ActionIcon>
  );
  return (
    <Group gap="xs" align="flex-end">
      <Group gap="xs" align="flex-end" wrap="nowrap">
        {step(t('dayBefore'), '‹', daysAfter(date, -1))}
        <DayInput label={t('common:date')} day={date} latest={today} onChange={onDay} />
        {step(t('dayAfter'), '›', daysAfter(date, 1))}
      </Group>
      <Button variant="default" disabled={date === today} onClick={() => onDay(today)}>
        {t('common:today')}
      </Button>
    </Group>
  );
}

interface StatementOfDayProps {
  user: string;
  today: string;
  day: AccountDay | undefined;
  currency: string;
  onReverse?: (line: Line) => void;
}

function StatementOfDay({ user, today, day, currency, onReverse }: StatementOfDayProps) {
  const { t } = useTranslation('money');
  const formats = useFormats();
  const lines = useInfiniteQuery({ ...linesQuery(user, day?.date ?? today) });
  if (!day) {
    return null;
  }
  if (!lines.data) {
    const retry = () => void lines.refetch();
    return lines.isError ? <ProblemAlert error={lines.error} retry={retry} /> : <Loading />;
  }
  const all = lines.data.pages.flatMap(({ items }) => items);
  const isOpen = day.date >= today;
  const isSilent = all.length === 0;
  return (
    <>
      {lines.isError && <ProblemAlert error={lines.error} retry={() => void lines.refetch()} />}
      {!isOpen && !(isSilent && day.opening_balance === 0) && (
        <Outcome user={user} day={day} currency={currency} />
      )}
      {isOpen && !isSilent && <Quiet>{t('dayIsOpen')}</Quiet>}
      {!isOpen && !isSilent && (
        <DaySums day={day} currency={currency} label={t('whatDayDid', { day: formats.day(day.date) })} />
      )}
      {isSilent ? (
        <EmptyState title={t('nothingBookedOnDay')} detail={isOpen ? t('nothingBookedYet') : undefined} />
      ) : (
        <StatementLines
          lines={withBalances(all, day.closing_balance)}
          opening={lines.hasNextPage ? undefined : day.opening_balance}
          currency={currency}
          label={t('statementOf', { day: formats.day(day.date) })}
          onReverse={onReverse}
        />
      )}
      <LoadMore query={lines} />
    </>
  );
}

/** How a day that is over ended, as its statement says; a day without one is not closed yet. */
function Outcome({ user, day, currency }: { user: string; day: AccountDay; currency: string }) {
  const { t } = useTranslation('money');
  const { money } = useFormats();
  const statement = useQuery(statementQuery(user, day.date));
  if (statement.data === undefined) {
    return null;
  }
  if (statement.data === null) {
    return <Quiet>{t('dayIsNotClosed')}</Quiet>;
  }
  const { payout, carried_over: carried } = statement.data;
  const text =
    payout > 0
      ? t('dayPaid', { amount: money(payout, currency) })
      : carried < 0
        ? t('dayCarried', { amount: money(-carried, currency) })
        : t('dayEven');
  return <Quiet>{text}</Quiet>;
}

const Quiet = ({ children }: { children: ReactNode }) => (
  <Text size="sm" c="dimmed">
    {children}
  </Text>
);
