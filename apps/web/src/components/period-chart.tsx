import '@mantine/charts/styles.css';
import { CompositeChart } from '@mantine/charts';
import type { DayRange } from './day-range.js';
import { useFormats } from './formats.js';
import type { PeriodOf } from './periods.js';

// Distinguishable with colour blindness and by lightness alone, in light and dark mode.
const colors = {
  in: 'light-dark(var(--mantine-color-teal-6), var(--mantine-color-teal-4))',
  out: 'light-dark(var(--mantine-color-orange-5), var(--mantine-color-orange-7))',
  back: 'light-dark(var(--mantine-color-grape-7), var(--mantine-color-grape-3))',
  line: 'light-dark(var(--mantine-color-dark-7), var(--mantine-color-gray-2))',
} as const;

/** What a chart shows of each period. */
export interface ChartSeries {
  name: string;
  label: string;
  color: keyof typeof colors;
  type: 'bar' | 'line';
  isDashed?: boolean;
}

export interface PeriodChartProps {
  /** Earliest first. A value is null where nothing is known. */
  periods: readonly PeriodOf<Readonly<Record<string, number | null>>>[];
  series: readonly ChartSeries[];
  /** ISO 4217, if the values are amounts in minor units. */
  currency?: string;
  /** Shows a period that was clicked. */
  onPeriod?: (period: DayRange) => void;
}

/** In pixels. */
export const chartHeight = 280;
const maxDots = 45;

/**
 * The chart of all pages: values by day, week or month, with the same axes, colours and formats everywhere. Bars of one
 * period are stacked, negative ones downwards.
 */
export function PeriodChart({ periods, series, currency, onPeriod }: PeriodChartProps) {
  const { money, shortMoney, number, days, shortDay } = useFormats();
  const byFirst = new Map(periods.map((period) => [period.from, period]));
  const titleOf = (from: unknown): string => {
    const period = byFirst.get(String(from));
    return period ? days(period.from, period.to) : '';
  };
  const open = (from: unknown) => {
    const period = byFirst.get(String(from));
    if (period) {
      onPeriod?.({ from: period.from, to: period.to });
    }
  };
  const hasBars = series.some(({ type }) => type === 'bar');
  return (
    <CompositeChart
      h={chartHeight}
      className={onPeriod && 'opens-days'}
      data={periods.map(({ from, values }) => ({ ...values, from }))}
      dataKey="from"
      series={series.map(({ isDashed, color, ...rest }) => ({
        ...rest,
        color: colors[color],
        ...(isDashed && { strokeDasharray: '6 3' }),
      }))}
      withLegend={series.length > 1}
      withDots={periods.length <= maxDots}
      dotProps={{ r: 2.5 }}
      curveType="linear"
      connectNulls={false}
      maxBarWidth={32}
      barProps={{ stackId: 'period', onClick: (_bar, at) => open(periods[at]?.from) }}
      composedChartProps={{
        stackOffset: 'sign',
        // Lines have no area of their own to click.
        onClick: hasBars ? undefined : ({ activeLabel }) => open(activeLabel),
      }}
      referenceLines={[{ y: 0, color: 'gray.6' }]}
      gridAxis="x"
      tickLine="none"
      accessibilityLayer={false}
      valueFormatter={(value) => (currency ? money(value, currency) : number(value))}
      yAxisProps={{
        width: 72,
        allowDecimals: currency !== undefined,
        tickFormatter: (value: number) => (currency ? shortMoney(value, currency) : number(value)),
      }}
      xAxisProps={{ tickFormatter: shortDay, minTickGap: 24, interval: 'equidistantPreserveStart' }}
      tooltipProps={{ labelFormatter: titleOf }}
    />
  );
}
