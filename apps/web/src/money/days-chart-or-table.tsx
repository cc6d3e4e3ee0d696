import { SegmentedControl, Skeleton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChartOrTable } from '../components/chart-or-table.js';
import { useFormats } from '../components/formats.js';
import { chartHeight } from './chart-height.js';
import { DaysTable } from './days-table.js';
import type { AccountDay } from './account-queries.js';

const DaysChart = lazy(async () => ({ default: (await import('./days-chart.js')).DaysChart }));

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
  const sumOf = (field: 'fees' | 'rewards' | 'payout') => shown.reduce((sum, each) => sum + each[field], 0);
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
        <Suspense fallback={<Skeleton h={chartHeight} />}>
          <DaysChart days={shown} currency={currency} />
        </Suspense>
      }
      table={<DaysTable days={shown} currency={currency} label={t('lastDays')} onDay={onDay} />}
    />
  );
}
