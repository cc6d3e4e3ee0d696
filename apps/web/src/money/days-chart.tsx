import '@mantine/charts/styles.css';
import { CompositeChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { eveningBalance } from './account-days.js';
import { chartHeight } from './chart-height.js';
import type { AccountDay } from './account-queries.js';

interface DaysChartProps {
  days: readonly AccountDay[];
  currency: string;
}

// Distinguishable by lightness alone.
const colors = {
  rewards: 'light-dark(var(--mantine-color-teal-6), var(--mantine-color-teal-4))',
  fees: 'light-dark(var(--mantine-color-orange-5), var(--mantine-color-orange-7))',
  reversals: 'light-dark(var(--mantine-color-grape-7), var(--mantine-color-grape-3))',
  balance: 'light-dark(var(--mantine-color-dark-7), var(--mantine-color-gray-2))',
};

/** Rewards as bars upwards, fees as bars downwards, and each day's evening balance as a line. */
export function DaysChart({ days, currency }: DaysChartProps) {
  const { t } = useTranslation('money');
  const { money, shortDay } = useFormats();
  const hasReversals = days.some(({ reversals }) => reversals !== 0);
  return (
    <CompositeChart
      h={chartHeight}
      data={days.map((each) => ({ ...each, balance: eveningBalance(each) }))}
      dataKey="date"
      series={[
        { name: 'rewards', label: t('rewards'), color: colors.rewards, type: 'bar' },
        { name: 'fees', label: t('fees'), color: colors.fees, type: 'bar' },
        ...(hasReversals
          ? [{ name: 'reversals', label: t('reversals'), color: colors.reversals, type: 'bar' } as const]
          : []),
        { name: 'balance', label: t('eveningBalance'), color: colors.balance, type: 'line' },
      ]}
      withLegend
      withDots={days.length <= 31}
      curveType="linear"
      maxBarWidth={18}
      dotProps={{ r: 2.5 }}
      barProps={{ stackId: 'day' }}
      composedChartProps={{ stackOffset: 'sign' }}
      referenceLines={[{ y: 0 }]}
      accessibilityLayer={false}
      valueFormatter={(amount) => money(amount, currency)}
      yAxisProps={{ width: 'auto', tickMargin: 4 }}
      xAxisProps={{ tickFormatter: shortDay, minTickGap: 24 }}
      tooltipProps={{ labelFormatter: (date) => (typeof date === 'string' ? shortDay(date) : '') }}
    />
  );
}
