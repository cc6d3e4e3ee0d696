import { Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadMore } from '../components/load-more.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { QueryResult } from '../components/query-result.js';
import { todayQuery } from '../components/today.js';
import { DayDrawer } from './day-drawer.js';
import { closedDaysQuery, openDaysQuery, type ClosedDay } from './days-queries.js';
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
  const { day: chosen } = useSearch({ from: '/inside/for/income/days' });
  const navigate = useNavigate();
  const pages = useInfiniteQuery(closedDaysQuery);
  const closed = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const open = useQuery({ ...openDaysQuery(closed[0]?.date, today), enabled: pages.isSuccess });
  useLoadPrecedingDay(chosen, closed, pages);
  if (pages.isError && closed.length === 0) {
    return <ProblemAlert error={pages.error} retry={() => void pages.refetch()} />;
  }
  return (
    <QueryResult query={open} lines={10}>
      {({ currency, days }) => {
        const waiting = days.filter(({ isOver }) => isOver).length;
        const at = closed.findIndex(({ date }) => date === chosen);
        return (
          <>
            {waiting > 0 && (
              <Notice color="yellow" title={t('daysWait', { count: waiting })}>
                <Text size="sm">{t('daysWaitDetail')}</Text>
              </Notice>
            )}
            <DaysTable open={days} closed={closed} currency={currency} />
            <LoadMore query={pages} />
            <DayDrawer
              date={chosen}
              currency={currency}
              open={days.find(({ date }) => date === chosen)}
              closed={closed[at]}
              hashBefore={at === -1 ? undefined : closed[at + 1]?.hash}
              onClose={() => void navigate({ to: '/days', search: {} })}
            />
          </>
        );
      }}
    </QueryResult>
  );
}

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Loads pages until the day before `day` is loaded too, because its hash is part of `day`. */
function useLoadPrecedingDay(day: string | undefined, closed: readonly ClosedDay[], pages: Pages): void {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const isLoaded = day === undefined || closed.some(({ date }) => date < day);
  useEffect(() => {
    if (!isLoaded && hasNextPage && !isFetchingNextPage) {
      void fetchNextPage();
    }
  }, [isLoaded, hasNextPage, isFetchingNextPage, fetchNextPage]);
}
