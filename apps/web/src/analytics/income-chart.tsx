import { BarChart } from '@mantine/charts';
import { Badge, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chartColors, tooltipDay } from '../components/charts.js';
import { EmptyState } from '../components/empty-state.js';
import { ChartOrTable } from '../components/chart-or-table.js';
import { useFormats } from '../components/formats.js';
import { Money } from '../components/money.js';
import { ScrollableTable } from '../components/scrollable-table.js';
import type { Company } from './analytics-queries.js';
import { chartDays } from './company-days.js';

/** The company's income by day. */
export function IncomeSection({ company }: { company: Company }) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const { currency, days, income } = company;
  if (days.length === 0) {
    return <EmptyState title={t('noBooks')} detail={t('noBooksDetail')} />;
  }
  const money = (amount: number) => formats.money(amount, currency);
  const incomes = days.map((day) => day.income);
  const label = t('incomeChart', {
    days: formats.days(company.from, company.to),
    income: money(income),
    best: money(Math.max(...incomes)),
    worst: money(Math.min(...incomes)),
  });
  return (
    <ChartOrTable
      title={t('incomeByDay')}
      about={t('incomeAbout')}
      chartLabel={label}
      chart={
        <BarChart
          h={280}
          data={chartDays(company)}
          dataKey="date"
          series={[{ name: 'income', label: t('income'), color: chartColors.first }]}
          getBarColor={(value) => (value < 0 ? chartColors.second : chartColors.first)}
          maxBarWidth={48}
          valueFormatter={money}
          xAxisProps={{ tickFormatter: formats.shortDay, minTickGap: 24 }}
          yAxisProps={{ width: 72, tickFormatter: (amount: number) => formats.shortMoney(amount, currency) }}
          tooltipProps={{ labelFormatter: tooltipDay(formats) }}
          accessibilityLayer={false}
        />
      }
      table={<IncomeTable company={company} />}
    />
  );
}

function IncomeTable({ company }: { company: Company }) {
  const { t } = useTranslation('analytics');
  const { t: common } = useTranslation();
  const formats = useFormats();
  return (
    <ScrollableTable label={t('incomeByDay')} minWidth={320} maxHeight={420}>
      <Table aria-label={t('incomeByDay')} className="figures" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{common('date')}</Table.Th>
            <Table.Th scope="col">{t('state')}</Table.Th>
            <Table.Th scope="col" ta="right">
              {t('income')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {company.days.map((day) => (
            <Table.Tr key={day.date}>
              <Table.Th scope="row" fw={400}>
                {formats.day(day.date)}
              </Table.Th>
              <Table.Td>
                <DayState isClosed={day.is_closed} />
              </Table.Td>
              <Table.Td ta="right">
                <Money amount={day.income} currency={company.currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollableTable>
  );
}

function DayState({ isClosed }: { isClosed: boolean }) {
  const { t } = useTranslation('analytics');
  return isClosed ? (
    t('isClosed')
  ) : (
    <Badge variant="outline" tt="none">
      {t('isOpen')}
    </Badge>
  );
}
