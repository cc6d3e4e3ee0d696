import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ChangeSince, periodBefore } from '../components/change-since.js';
import { EmptyState } from '../components/empty-state.js';
import { IncomeSection } from '../components/income-section.js';
import { LastUpdated } from '../components/last-updated.js';
import { DayRangeInput, lastDays, type DayRange } from '../components/day-range.js';
import { useFormats } from '../components/formats.js';
import { KeyFigure } from '../components/key-figure.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { activityRange, mostActivityDays } from './activity-range.js';
import { ActivitySection } from './activity-section.js';
import { companyDays, companyToday, mostExpensiveTasks, type Company } from './analytics-queries.js';
import type { AnalyticsSearch } from './analytics-search.js';
import { CompletionTimesSection } from './completion-times-section.js';
import { ownDay } from './local-times.js';
import { MostExpensiveTasksSection } from './most-expensive-tasks.js';
import { PeopleSection } from './people-chart.js';
import { OverdrawnPeople } from './overdrawn-people.js';
import { PerformersSection } from './performers-section.js';

const route = getRouteApi('/inside/for/people/analytics');
const defaultDays = 30;

/**
 * Analytics for top management (N1, N2): income, draws and completions, tasks per person, time to complete,
 * overdrawn people, most expensive tasks.
 */
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
      {today.isError && !today.data && <WithoutFinance />}
    </Page>
  );
}

/** The range of the search parameters; by default the last 30 days. */
function rangeOf({ from, to }: AnalyticsSearch, today: string): DayRange {
  const last = to ?? today;
  const first = from ?? lastDays(defaultDays, last).from;
  return { from: first < last ? first : last, to: last };
}

/** What Tasks alone knows, while Finance does not answer. */
function WithoutFinance() {
  const search = route.useSearch();
  return <CompletionTimesSection range={activityRange(rangeOf(search, ownDay()))} />;
}

function Analytics({ today }: { today: Company }) {
  const { t } = useTranslation('analytics');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const range = rangeOf(search, today.to);
  const workRange = activityRange(range);
  const company = useQuery(companyDays(range));
  const change = (changed: AnalyticsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true, resetScroll: false });
  const show = (period: DayRange) =>
    period.from === period.to ? void navigate({ to: '/days', search: { day: period.from } }) : change(period);
  const showWho = (day: string) => {
    change({ day });
    document.getElementById('in-the-red')?.scrollIntoView();
  };
  return (
    <Stack gap="lg">
      <DayRangeInput range={range} today={today.to} onChange={change} />
      <KeyFigures today={today} range={range} income={company.data?.income} />
      <QueryResult query={company} lines={8}>
        {(loaded) => <IncomeAndPeople range={range} company={loaded} onPeriod={show} onShowDay={showWho} />}
      </QueryResult>
      {workRange.from !== range.from && (
        <Text size="sm" c="dimmed">
          {t('onlyLastDays', { count: mostActivityDays })}
        </Text>
      )}
      <ActivitySection range={workRange} onPeriod={show} />
      <CompletionTimesSection range={workRange} />
      <PerformersSection
        range={workRange}
        order={search.order ?? '-completions'}
        onChange={(order) => change({ order: order === '-completions' ? undefined : order })}
      />
      <OverdrawnPeople day={search.day} today={today.to} onChange={(day) => change({ day })} />
      <MostExpensiveTasksSection range={range} by={search.by ?? 'day'} onChange={(by) => change({ by })} />
    </Stack>
  );
}

interface IncomeAndPeopleProps {
  range: DayRange;
  company: Company;
  onPeriod: (period: DayRange) => void;
  onShowDay: (day: string) => void;
}

function IncomeAndPeople({ range, company, onPeriod, onShowDay }: IncomeAndPeopleProps) {
  const { t } = useTranslation('analytics');
  const { days, currency } = company;
  return days.length === 0 ? (
    <EmptyState title={t('noBooks')} detail={t('noBooksDetail')} />
  ) : (
    <>
      <IncomeSection range={range} days={days} currency={currency} onPeriod={onPeriod} />
      <PeopleSection range={range} company={company} onShowDay={onShowDay} />
    </>
  );
}

interface KeyFiguresProps {
  today: Company;
  range: DayRange;
  /** Income of the range; undefined while it loads. */
  income: number | undefined;
}

function KeyFigures({ today, range, income }: KeyFiguresProps) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const { currency, days } = today;
  const before = useQuery(companyDays(periodBefore(range)));
  const mostExpensive = useQuery(mostExpensiveTasks(range, undefined)).data?.items[0]?.task;
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
        detail={
          <ChangeSince
            now={income}
            before={before.isPlaceholderData ? undefined : before.data?.income}
            currency={currency}
          />
        }
      />
      <KeyFigure
        label={t('mostExpensiveOfDays')}
        value={
          mostExpensive ? <Money amount={mostExpensive.reward} currency={currency} /> : t('noneCompleted')
        }
        detail={
          mostExpensive && (
            <LinkedAnchor to="/tasks/$uuid" params={{ uuid: mostExpensive.uuid }} inherit lineClamp={2}>
              {mostExpensive.description ?? t('untitled')}
            </LinkedAnchor>
          )
        }
      />
    </SimpleGrid>
  );
}
