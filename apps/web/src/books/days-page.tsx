import { SimpleGrid, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ChangeSince, periodBefore } from '../components/change-since.js';
import { DayRangeInput, type DayRange } from '../components/day-range.js';
import { DayZone } from '../components/day-zone.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { KeyFigure } from '../components/key-figure.js';
import { LoadMore } from '../components/load-more.js';
import { Money } from '../components/money.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { todayQuery } from '../components/today.js';
import { DayDrawer } from './day-drawer.js';
import {
  closedDayQuery,
  closedDaysQuery,
  lastClosedQuery,
  openDaysQuery,
  totalsQuery,
  type DaysTotals,
  type OpenDay,
} from './days-queries.js';
import { dayRangeOf } from './days-search.js';
import { DaysTable } from './days-table.js';
import { Notice } from './notice.js';

/** Settlement days and their totals; administrators can close past days (F6). */
export function DaysPage() {
  const { t } = useTranslation(['books', 'common']);
  const today = useQuery(todayQuery);
  return (
    <Page title={t('common:place_days')} about={t('aboutDays')}>
      <QueryResult query={today} lines={10}>
        {(date) => <Days today={date} />}
      </QueryResult>
    </Page>
  );
}

function Days({ today }: { today: string }) {
  const { t } = useTranslation(['books', 'common']);
  const search = useSearch({ from: '/inside/for/income/days' });
  const navigate = useNavigate();
  const range = dayRangeOf(search, today);
  const lastClosed = useQuery(lastClosedQuery);
  const open = useQuery({ ...openDaysQuery(lastClosed.data?.date, today), enabled: lastClosed.isSuccess });
  const waiting = open.data?.days.filter(({ isOver }) => isOver).length ?? 0;
  return (
    <>
      {waiting > 0 && (
        <Notice color="yellow" title={t('daysWait', { count: waiting })}>
          <Text size="sm">{t('daysWaitDetail')}</Text>
        </Notice>
      )}
      <DayRangeInput
        range={range}
        today={today}
        onChange={(chosen) => void navigate({ to: '/days', search: { ...search, ...chosen }, replace: true })}
      />
      <QueryResult query={lastClosed} lines={10}>
        {() => (
          <QueryResult query={open} lines={10}>
            {({ currency, days }) => (
              <>
                <DaysInRange range={range} open={days} currency={currency} />
                <DayZone />
                <OpenedDay
                  date={search.day}
                  currency={currency}
                  open={days.find(({ date }) => date === search.day)}
                  onClose={() => void navigate({ to: '/days', search: { ...search, day: undefined } })}
                />
              </>
            )}
          </QueryResult>
        )}
      </QueryResult>
    </>
  );
}

interface DaysInRangeProps {
  range: DayRange;
  /** All open days. */
  open: readonly OpenDay[];
  currency: string;
}

function DaysInRange({ range, open, currency }: DaysInRangeProps) {
  const { t } = useTranslation('books');
  const pages = useInfiniteQuery(closedDaysQuery(range));
  const openInRange = open.filter(({ date }) => range.from <= date && date <= range.to);
  const data = pages.data?.pages ?? [];
  const closed = data.flatMap(({ items }) => items);
  const [first] = data;
  return (
    <QueryResult query={pages} lines={10}>
      {() => (
        <>
          {first && <Totals range={range} totals={first.totals} open={openInRange} currency={currency} />}
          {closed.length === 0 && openInRange.length === 0 ? (
            <EmptyState title={t('noDays')} detail={t('noDaysDetail')} />
          ) : (
            <DaysTable
              open={openInRange}
              closed={closed}
              months={data.flatMap(({ months }) => months)}
              currency={currency}
            />
          )}
          <LoadMore query={pages} />
        </>
      )}
    </QueryResult>
  );
}

interface TotalsProps {
  range: DayRange;
  /** Of the closed days. */
  totals: DaysTotals;
  open: readonly OpenDay[];
  currency: string;
}

function Totals({ range, totals, open, currency }: TotalsProps) {
  const { t } = useTranslation(['books', 'common']);
  const { days, number } = useFormats();
  const before = useQuery(totalsQuery(periodBefore(range))).data;
  const income = open.reduce((sum, day) => sum + day.income, totals.income);
  const money = (amount: number) => <Money amount={amount} currency={currency} />;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
      <KeyFigure
        label={t('incomeTogether')}
        value={money(income)}
        detail={<ChangeSince now={income} before={before?.income} currency={currency} />}
      />
      <KeyFigure
        label={t('paidTogether')}
        value={money(totals.paid)}
        detail={<ChangeSince now={totals.paid} before={before?.paid} currency={currency} />}
      />
      <KeyFigure label={t('common:place_payouts')} value={number(totals.payouts)} />
      <KeyFigure
        label={t('common:days')}
        value={t('closedDays', { count: totals.days })}
        detail={days(range.from, range.to)}
      />
    </SimpleGrid>
  );
}

interface OpenedDayProps {
  date: string | undefined;
  currency: string;
  open: OpenDay | undefined;
  onClose: () => void;
}

/** The drawer with the day of the URL, which can be any day, not only one of the range. */
function OpenedDay({ date, ...rest }: OpenedDayProps) {
  const closed = useQuery({ ...closedDayQuery(date ?? ''), enabled: date !== undefined }).data;
  return <DayDrawer date={date} closed={closed?.day} hashBefore={closed?.hashBefore} {...rest} />;
}
