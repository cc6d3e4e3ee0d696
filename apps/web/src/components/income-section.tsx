import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from './chart.js';
import { ChartOrTable } from './chart-or-table.js';
import type { DayRange } from './day-range.js';
import { useFormats } from './formats.js';
import { LinkedAnchor } from './linked-anchor.js';
import { Money } from './money.js';
import { byPeriod, periodLengthOf } from './periods.js';
import { RecordTable } from './record-table.js';

/** The company's income on a day, in minor units. */
export interface DayIncome {
  date: string;
  income: number;
}

interface IncomeSectionProps {
  range: DayRange;
  /** Newest first, without days on which nothing was booked. */
  days: readonly DayIncome[];
  currency: string;
  /** Shows a day or a longer period that was clicked. */
  onPeriod: (period: DayRange) => void;
  controls?: ReactNode;
}

const sumOf = (days: readonly DayIncome[]): number => days.reduce((sum, { income }) => sum + income, 0);

/** The company's income by day, week or month, as a chart or a table (F5, N1). */
export function IncomeSection({ range, days, currency, onPeriod, controls }: IncomeSectionProps) {
  const { t } = useTranslation();
  const { day, money } = useFormats();
  const income = sumOf(days);
  return (
    <ChartOrTable
      title={t(`income_${periodLengthOf(range)}`)}
      about={t('incomeAbout')}
      controls={controls}
      chartLabel={t('incomeSummary', {
        from: day(range.from),
        to: day(range.to),
        income: money(income, currency),
      })}
      chart={
        <Chart
          periods={byPeriod(days, range, (ofPeriod) => ({ income: sumOf(ofPeriod) }))}
          series={[{ name: 'income', label: t('income'), color: 'in', type: 'bar' }]}
          currency={currency}
          onPeriod={onPeriod}
        />
      }
      table={<IncomeTable days={days} currency={currency} income={income} />}
    />
  );
}

interface IncomeTableProps {
  days: readonly DayIncome[];
  currency: string;
  income: number;
}

function IncomeTable({ days, currency, income }: IncomeTableProps) {
  const { t } = useTranslation();
  const { day } = useFormats();
  const money = (amount: number) => <Money amount={amount} currency={currency} />;
  const rows = days.map((each) => ({
    key: each.date,
    cells: {
      date: (
        <LinkedAnchor to="/days" search={{ day: each.date }} inherit>
          {day(each.date)}
        </LinkedAnchor>
      ),
      income: money(each.income),
    },
  }));
  return (
    <div className="narrow">
      <RecordTable
        label={t('income')}
        columns={[
          { name: 'date', label: t('date') },
          { name: 'income', label: t('income'), isNumber: true },
        ]}
        groups={[{ key: 'all', title: t('total'), totals: { income: money(income) }, rows }]}
      />
    </div>
  );
}
