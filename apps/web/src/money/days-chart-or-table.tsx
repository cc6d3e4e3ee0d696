import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../components/chart.js';
import { ChartOrTable } from '../components/chart-or-table.js';
import { useFormats } from '../components/formats.js';
import { eveningBalance } from './account-days.js';
import { DaysTable } from './days-table.js';
import type { AccountDay } from './account-queries.js';

const lengths = [30, 90];

interface DaysSectionProps {
  /** The last 90 days, oldest first. */
  days: readonly AccountDay[];
  currency: string;
  /** Shows the statement of a day. */
  onDay: (date: string) => void;
}

/** An account's last days as a chart or a table. */
export function DaysSection({ days, currency, onDay }: DaysSectionProps) {
  const { t } = useTranslation(['money', 'common']);
  const { money, day } = useFormats();
  const [length, setLength] = useState(30);
  const shown = days.slice(-length);
  const sumOf = (field: 'fees' | 'rewards' | 'reversals' | 'payout', of = (amount: number) => amount) =>
    shown.reduce((sum, each) => sum + of(each[field]), 0);
  const chartLabel = t('daysChartLabel', {
    from: day(shown[0]?.date ?? ''),
    to: day(shown.at(-1)?.date ?? ''),
    rewards: money(sumOf('rewards'), currency),
    fees: money(-sumOf('fees'), currency),
    paid: money(-sumOf('payout'), currency),
  });
  return (
    <ChartOrTable
      title={t('lastDays')}
      about={t('lastDaysAbout')}
      controls={
        <SegmentedControl
          aria-label={t('common:days')}
          value={String(length)}
          onChange={(count) => setLength(Number(count))}
          data={lengths.map((count) => ({ value: String(count), label: t('common:lastDays', { count }) }))}
        />
      }
      chartLabel={chartLabel}
      chart={
        <Chart
          periods={shown.map(({ date, ...day }) => ({
            from: date,
            to: date,
            values: {
              rewards: day.rewards,
              fees: day.fees,
              reversals: day.reversals,
              balance: eveningBalance({ date, ...day }),
            },
          }))}
          series={[
            { name: 'rewards', label: t('rewards'), color: 'in', type: 'bar' },
            { name: 'fees', label: t('fees'), color: 'out', type: 'bar' },
            ...(sumOf('reversals', Math.abs) > 0
              ? [{ name: 'reversals', label: t('reversals'), color: 'back', type: 'bar' } as const]
              : []),
            { name: 'balance', label: t('eveningBalance'), color: 'line', type: 'line' },
          ]}
          currency={currency}
          onPeriod={({ from }) => onDay(from)}
        />
      }
      table={<DaysTable days={shown} currency={currency} label={t('lastDays')} onDay={onDay} />}
    />
  );
}
