import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { minorDigits, useFormats } from '../components/formats.js';
import type { PeriodIncome, PeriodLength } from './income-periods.js';

interface IncomeChartProps {
  periods: readonly PeriodIncome[];
  length: PeriodLength;
  currency: string;
}

const earned = 'teal.6';
const lost = 'orange.6';
const maxBarWidth = 48;

/** A bar for each period: teal and upwards for income, orange and downwards for losses. */
export function IncomeChart({ periods, length, currency }: IncomeChartProps) {
  const { t } = useTranslation('books');
  const { money, number, day, shortDay } = useFormats();
  const nameOf = ({ from, to }: PeriodIncome) =>
    from === to ? day(from) : t('fromTo', { from: day(from), to: day(to) });
  const shortNames = new Map(periods.map((period) => [nameOf(period), shortDay(period.from)]));
  const inUnits = (minorUnits: number) => number(minorUnits / 10 ** minorDigits(currency));
  return (
    <BarChart
      h={320}
      data={periods.map((period) => ({ period: nameOf(period), income: period.income }))}
      dataKey="period"
      series={[{ name: 'income', label: t('income'), color: earned }]}
      getBarColor={(income) => (income < 0 ? lost : earned)}
      valueFormatter={(income) => money(income, currency)}
      referenceLines={[{ y: 0, color: 'gray.6' }]}
      yAxisLabel={t('incomeIn', { currency })}
      yAxisProps={{ tickFormatter: inUnits, width: 80 }}
      xAxisLabel={t(`by_${length}`)}
      xAxisProps={{
        tickFormatter: (period: string) => shortNames.get(period) ?? period,
        minTickGap: 24,
      }}
      maxBarWidth={maxBarWidth}
      accessibilityLayer={false}
      gridAxis="x"
      tickLine="none"
    />
  );
}
