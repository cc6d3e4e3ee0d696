import { ActionIcon, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DayInput } from '../components/day-range.js';
import { daysAfter } from '../components/days.js';
import { DayZone } from '../components/day-zone.js';
import { DownloadMenu } from '../components/downloads.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LoadMore } from '../components/load-more.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { everyDay, withBalances } from './account-days.js';
import {
  accountDaysQuery,
  auditLogQuery,
  statementQuery,
  type AccountDay,
  type AuditLogEntry,
} from './account-queries.js';
import { auditLogFile } from './audit-log-file.js';
import { DaySums } from './day-sums.js';
import { DownloadDays } from './download-days.js';
import { StatementEntries } from './statement-entries.js';

interface DayStatementProps {
  user: string;
  /** Null while Finance does not know it. */
  name: string | null;
  /** The current settlement day, which is open. */
  today: string;
  date: string;
  onDay: (date: string) => void;
  /** Reverses an entry; left out if the user may not do so. */
  onReverse?: (entry: AuditLogEntry) => void;
}

/** An account's statement of a day, entry by entry, with a day picker and downloads. */
export function DayStatement({ user, name, today, date, onDay, onReverse }: DayStatementProps) {
  const { t } = useTranslation(['money', 'common']);
  const { day } = useFormats();
  const title = t('statementOf', { day: day(date) });
  const sums = useQuery(accountDaysQuery(user, date, date));
  return (
    <Paper component="section" aria-label={title} withBorder p="md" className="printed">
      <Stack gap="md">
        <Group justify="space-between" align="flex-end">
          <Title order={2} size="h4">
            {title}
          </Title>
          <Text className="print-only" fw={600}>
            {name ?? t('common:unknownName')} · {t('common:product')}
          </Text>
          <div className="screen-only">
            <DayPicker today={today} date={date} onDay={onDay} />
          </div>
        </Group>
        <Group gap="sm" justify="flex-end" className="screen-only">
          <PrintButton user={user} date={date} />
          <DownloadDays user={user} today={today} />
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

/** Prints the whole day, or has the browser save it as PDF (docs/adr/0084). */
function PrintButton({ user, date }: { user: string; date: string }) {
  const { t } = useTranslation('money');
  const entries = useInfiniteQuery(auditLogQuery(user, date));
  const [isPrinting, setPrinting] = useState(false);
  const print = async () => {
    setPrinting(true);
    let loaded = entries;
    while (loaded.hasNextPage) {
      loaded = await loaded.fetchNextPage();
    }
    setPrinting(false);
    // Not before the last entries are on the page.
    setTimeout(() => window.print());
  };
  return (
    <Button variant="default" loading={isPrinting} onClick={() => void print()}>
      {t('print')}
    </Button>
  );
}

interface DayPickerProps {
  today: string;
  date: string;
  onDay: (date: string) => void;
}

function DayPicker({ today, date, onDay }: DayPickerProps) {
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
  onReverse?: (entry: AuditLogEntry) => void;
}

function StatementOfDay({ user, today, day, currency, onReverse }: StatementOfDayProps) {
  const { t } = useTranslation('money');
  const formats = useFormats();
  const entries = useInfiniteQuery({ ...auditLogQuery(user, day?.date ?? today) });
  if (!day) {
    return null;
  }
  if (!entries.data) {
    const retry = () => void entries.refetch();
    return entries.isError ? <ProblemAlert error={entries.error} retry={retry} /> : <Loading />;
  }
  const all = entries.data.pages.flatMap(({ items }) => items);
  const isOpen = day.date >= today;
  const isEmpty = all.length === 0;
  return (
    <>
      {entries.isError && <ProblemAlert error={entries.error} retry={() => void entries.refetch()} />}
      {!isOpen && !(isEmpty && day.opening_balance === 0) && (
        <DayOutcome user={user} day={day} currency={currency} />
      )}
      {isOpen && !isEmpty && <DimmedText>{t('dayIsOpen')}</DimmedText>}
      {!isOpen && !isEmpty && (
        <DaySums day={day} currency={currency} label={t('whatDayDid', { day: formats.day(day.date) })} />
      )}
      {isEmpty ? (
        <EmptyState title={t('nothingBookedOnDay')} detail={isOpen ? t('nothingBookedYet') : undefined} />
      ) : (
        <StatementEntries
          entries={withBalances(all, day.closing_balance)}
          opening={entries.hasNextPage ? undefined : day.opening_balance}
          currency={currency}
          label={t('statementOf', { day: formats.day(day.date) })}
          onReverse={onReverse}
        />
      )}
      <LoadMore query={entries} />
      {!isEmpty && <DayZone />}
    </>
  );
}

/** The outcome of a past day from its statement; a day without a statement is not closed yet. */
function DayOutcome({ user, day, currency }: { user: string; day: AccountDay; currency: string }) {
  const { t } = useTranslation('money');
  const { money } = useFormats();
  const statement = useQuery(statementQuery(user, day.date));
  if (statement.data === undefined) {
    return null;
  }
  if (statement.data === null) {
    return <DimmedText>{t('dayIsNotClosed')}</DimmedText>;
  }
  const { payout, carried_over: carried } = statement.data;
  const text =
    payout > 0
      ? t('dayPaid', { amount: money(payout, currency) })
      : carried < 0
        ? t('dayCarried', { amount: money(-carried, currency) })
        : t('dayEven');
  return <DimmedText>{text}</DimmedText>;
}

const DimmedText = ({ children }: { children: ReactNode }) => (
  <Text size="sm" c="dimmed">
    {children}
  </Text>
);
