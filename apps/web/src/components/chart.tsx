import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { PeriodChartProps } from './period-chart.js';

// Charts are heavy, so pages load without them.
const PeriodChart = lazy(async () => ({ default: (await import('./period-chart.js')).PeriodChart }));

/** A chart of days, weeks or months, loaded on first use. */
export function Chart(props: PeriodChartProps) {
  return (
    <Suspense fallback={<Skeleton h={280} />}>
      <PeriodChart {...props} />
    </Suspense>
  );
}
