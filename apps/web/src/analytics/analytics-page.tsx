import '@mantine/charts/styles.css';
import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LastUpdated } from '../components/last-updated.js';
import { DayRangeInput, lastDays, type DayRange } from '../components/day-range.js';
import { useFormats } from '../components/formats.js';
import { KeyFigure } from '../components/key-figure.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { companyDays, companyToday, dearestTasks, type Company } from './analytics-queries.js';
import type { AnalyticsSearch } from './analytics-search.js';
import { DearestTasksFigure } from './dearest-tasks-chart.js';
import { IncomeFigure } from './income-chart.js';
import { PeopleFigure } from './people-chart.js';
import { WhoIsInTheRed } from './overdrawn-people.js';

const route = getRouteApi('/inside/for/people/analytics');
const daysAtFirst = 30;

/** What top management sees (N1, N2): the company's income, its people in the red, its dearest tasks. */
export function AnalyticsPage() {
  const { t } = useTranslation(['analytics', 'common']);
  const today = useQuery(companyToday());
  return (
    <Page
      title={t('common:place_analytics')}
      about={t('about')}
      actions={today.data && <LastUpdated time={today.dataUpdatedAt} />}
    >
      <QueryResult query={today} lines={8}>
        {(company) => <Analytics today={company} />}
      </QueryResult>
    </Page>
  );
}

/** The days of the address; the last 30 where it says nothing. */
function rangeOf({ from, to }: AnalyticsSearch, today: string): DayRange {
  const last = to ?? today;
  const first = from ?? lastDays(daysAtFirst, last).from;
  return { from: first < last ? first : last, to: last };
}

function Analytics({ today }: { today: Company }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const range = rangeOf(search, today.to);
  const company = useQuery(companyDays(range));
  const change = (changed: AnalyticsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true, resetScroll: false });
  return (
    <Stack gap="lg">
      <DayRangeInput range={range} today={today.to} onChange={change} />
      <Stats today={today} range={range} income={company.data?.income} />
      <QueryResult query={company} lines={8}>
        {(answer) => (
          <>
            <IncomeFigure company={answer} />
            {answer.days.length > 0 && <PeopleFigure company={answer} onShowWho={(day) => change({ day })} />}
          </>
        )}
      </QueryResult>
      <WhoIsInTheRed day={search.day} today={today.to} onChange={(day) => change({ day })} />
      <DearestTasksFigure range={range} by={search.by ?? 'day'} onChange={(by) => change({ by })} />
    </Stack>
  );
}

interface StatsProps {
  today: Company;
  range: DayRange;
  /** Of the range; undefined until it is known. */
  income: number | undefined;
}

function Stats({ today, range, income }: StatsProps) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const { currency, days } = today;
  const dearest = useQuery(dearestTasks(range, undefined)).data?.items[0]?.task;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
      <KeyFigure
        label={t('incomeToday')}
        value={<Money amount={today.income} currency={currency} />}
        detail={t('incomeTodayDetail', { day: formats.day(today.to) })}
      />
      <KeyFigure
        label={t('inTheRedToday')}
        value={formats.number(days[0]?.people_in_the_red ?? 0)}
        detail={t('inTheRedTodayDetail', { count: days[0]?.people_earned ?? 0 })}
      />
      <KeyFigure
        label={t('incomeOfDays')}
        value={income === undefined ? '…' : <Money amount={income} currency={currency} />}
        detail={formats.days(range.from, range.to)}
      />
      <KeyFigure
        label={t('dearestOfDays')}
        value={dearest ? <Money amount={dearest.reward} currency={currency} /> : t('noneCompleted')}
        detail={
          dearest && (
            <LinkedAnchor to="/tasks/$uuid" params={{ uuid: dearest.uuid }} inherit lineClamp={2}>
              {dearest.description ?? t('untitled')}
            </LinkedAnchor>
          )
        }
      />
    </SimpleGrid>
  );
}
