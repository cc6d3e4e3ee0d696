import { SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ChangeSince, periodBefore } from '../components/change-since.js';
import { DayRangeInput, type DayRange } from '../components/day-range.js';
import { DownloadMenu } from '../components/downloads.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { IncomeSection, type DayIncome } from '../components/income-section.js';
import { KeyFigure } from '../components/key-figure.js';
import { Money } from '../components/money.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { todayQuery } from '../components/today.js';
import { dayRangeOf } from './days-search.js';
import { incomeQuery, incomeTodayQuery } from './income-queries.js';

/** The company's income, today and over time (F5). */
export function IncomePage() {
  const { t } = useTranslation(['books', 'common']);
  const today = useQuery(todayQuery);
  return (
    <Page title={t('common:place_income')} about={t('aboutIncome')}>
      <QueryResult query={today} lines={10}>
        {(date) => <Income today={date} />}
      </QueryResult>
    </Page>
  );
}

function Income({ today }: { today: string }) {
  const search = useSearch({ from: '/inside/for/income/income' });
  const navigate = useNavigate();
  const days = dayRangeOf(search, today);
  const range = useQuery(incomeQuery(days));
  const show = (period: DayRange) =>
    void (period.from === period.to
      ? navigate({ to: '/days', search: { day: period.from } })
      : navigate({ to: '/income', search: period }));
  return (
    <>
      <DayRangeInput
        range={days}
        today={today}
        onChange={(chosen) => void navigate({ to: '/income', search: chosen, replace: true })}
      />
      <QueryResult query={range} lines={10}>
        {(loaded) => <IncomeOfDays {...loaded} range={days} onPeriod={show} />}
      </QueryResult>
    </>
  );
}

interface IncomeOfDaysProps {
  range: DayRange;
  currency: string;
  income: number;
  days: readonly DayIncome[];
}

function IncomeOfDays({ onPeriod, ...props }: IncomeOfDaysProps & { onPeriod: (period: DayRange) => void }) {
  const { t } = useTranslation('books');
  const { range, currency, days } = props;
  return (
    <>
      <IncomeKeyFigures {...props} />
      {days.length === 0 ? (
        <EmptyState title={t('noIncome')} detail={t('noIncomeDetail')} />
      ) : (
        <IncomeSection
          range={range}
          days={days}
          currency={currency}
          onPeriod={onPeriod}
          controls={<IncomeDownload range={range} />}
        />
      )}
    </>
  );
}

function IncomeKeyFigures({ range, currency, income, days }: IncomeOfDaysProps) {
  const { t } = useTranslation(['books', 'common']);
  const { day } = useFormats();
  const today = useQuery(incomeTodayQuery);
  const before = useQuery(incomeQuery(periodBefore(range)));
  const extremes = extremesOf(days);
  const dayKeyFigure = (label: string, found: DayIncome | undefined) => (
    <KeyFigure
      label={label}
      value={found ? <Money amount={found.income} currency={currency} /> : '–'}
      detail={found ? day(found.date) : t('nothingBooked')}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
      <KeyFigure
        label={t('common:today')}
        value={today.data ? <Money {...today.data} amount={today.data.income} /> : '–'}
        detail={t('soFar')}
      />
      <KeyFigure
        label={t('incomeTogether')}
        value={<Money amount={income} currency={currency} />}
        detail={
          <ChangeSince
            now={income}
            before={before.isPlaceholderData ? undefined : before.data?.income}
            currency={currency}
          />
        }
      />
      {dayKeyFigure(t('bestDay'), extremes?.best)}
      {dayKeyFigure(t('worstDay'), extremes?.worst)}
    </SimpleGrid>
  );
}

/** The days with the highest and the lowest income; undefined without any days. */
function extremesOf(income: readonly DayIncome[]): { best: DayIncome; worst: DayIncome } | undefined {
  const sorted = income.toSorted((one, other) => other.income - one.income);
  const [best, worst] = [sorted[0], sorted.at(-1)];
  return best && worst && { best, worst };
}

function IncomeDownload({ range: { from, to } }: { range: DayRange }) {
  const name = `income-from-${from}-to-${to}`;
  return <DownloadMenu file={{ service: 'finance', path: '/accounting/stats', query: { from, to }, name }} />;
}
