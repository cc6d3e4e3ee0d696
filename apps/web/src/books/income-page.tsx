import { SimpleGrid, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DayRangeInput, type DayRange } from '../components/day-range.js';
import { DownloadMenu } from '../components/downloads.js';
import { EmptyState } from '../components/empty-state.js';
import { ChartOrTable } from '../components/chart-or-table.js';
import { useFormats } from '../components/formats.js';
import { KeyFigure } from '../components/key-figure.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { todayQuery } from '../components/today.js';
import { dayRangeOf } from './days-search.js';
import { IncomeChart } from './income-chart.js';
import { extremesOf, incomeByPeriod, periodLengthOf, type DayIncome } from './income-periods.js';
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
  return (
    <>
      <DayRangeInput
        range={days}
        today={today}
        onChange={(chosen) => void navigate({ to: '/income', search: chosen, replace: true })}
      />
      <QueryResult query={range} lines={10}>
        {(loaded) => <IncomeOfDays {...loaded} range={days} />}
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

function IncomeOfDays({ range, currency, income, days }: IncomeOfDaysProps) {
  const { t } = useTranslation(['books', 'common']);
  const { day, money } = useFormats();
  const length = periodLengthOf(range);
  const periods = incomeByPeriod(days, range);
  const summary = t('incomeSummary', {
    from: day(range.from),
    to: day(range.to),
    income: money(income, currency),
  });
  return (
    <>
      <IncomeKeyFigures range={range} currency={currency} income={income} days={days} />
      {days.length === 0 ? (
        <EmptyState title={t('noIncome')} detail={t('noIncomeDetail')} />
      ) : (
        <ChartOrTable
          title={t(`income_${length}`)}
          chartLabel={summary}
          chart={<IncomeChart periods={periods} length={length} currency={currency} />}
          table={<IncomeTable days={days} currency={currency} income={income} />}
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
        isMain
        label={t('common:today')}
        value={today.data ? <Money {...today.data} amount={today.data.income} /> : '–'}
        detail={t('soFar')}
      />
      <KeyFigure
        isMain
        label={t('incomeTogether')}
        value={<Money amount={income} currency={currency} />}
        detail={t('fromTo', { from: day(range.from), to: day(range.to) })}
      />
      {dayKeyFigure(t('bestDay'), extremes?.best)}
      {dayKeyFigure(t('worstDay'), extremes?.worst)}
    </SimpleGrid>
  );
}

interface IncomeTableProps {
  days: readonly DayIncome[];
  currency: string;
  income: number;
}

function IncomeTable({ days, currency, income }: IncomeTableProps) {
  const { t } = useTranslation(['books', 'common']);
  const { day } = useFormats();
  return (
    <Table.ScrollContainer minWidth={280} maxHeight={480}>
      <Table stickyHeader highlightOnHover maw={480}>
        <Table.Caption>{t('leftOut')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('common:date')}</Table.Th>
            <Table.Th scope="col" ta="right">
              {t('income')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.map(({ date, income: dayIncome }) => (
            <Table.Tr key={date}>
              <Table.Td>
                <LinkedAnchor to="/days" search={{ day: date }} size="sm">
                  {day(date)}
                </LinkedAnchor>
              </Table.Td>
              <Table.Td ta="right">
                <Money amount={dayIncome} currency={currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">
              <Text size="sm" fw={700}>
                {t('together')}
              </Text>
            </Table.Th>
            <Table.Td ta="right" fw={700}>
              <Money amount={income} currency={currency} />
            </Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Table.ScrollContainer>
  );
}

function IncomeDownload({ range: { from, to } }: { range: DayRange }) {
  const name = `income-from-${from}-to-${to}`;
  return <DownloadMenu file={{ service: 'finance', path: '/accounting/stats', query: { from, to }, name }} />;
}
