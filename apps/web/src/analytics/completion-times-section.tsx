import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Chart } from '../components/chart.js';
import { ChartOrTable } from '../components/chart-or-table.js';
import type { DayRange } from '../components/day-range.js';
import { useDuration } from '../components/duration.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { byPeriod } from '../components/periods.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { Section } from '../components/section.js';
import { completionTimesQuery, type CompletionTimes, type WorkRange } from './work-queries.js';
import { useWorkRange } from './work-range.js';

interface CompletionTimesSectionProps {
  /** At most 92 days. */
  range: DayRange;
}

/** The median time from the first assignment of a task to its completion: a figure, and by day (N1). */
export function CompletionTimesSection({ range }: CompletionTimesSectionProps) {
  const { t } = useTranslation('analytics');
  const workRange = useWorkRange(range);
  return workRange ? (
    <Times range={workRange} />
  ) : (
    <Section title={t('timeToComplete')} about={t('timeToCompleteAbout')}>
      <Loading lines={8} />
    </Section>
  );
}

function Times({ range }: { range: WorkRange }) {
  const { t } = useTranslation('analytics');
  const query = useQuery(completionTimesQuery(range));
  if (!query.data || query.data.median_seconds === null) {
    return (
      <Section title={t('timeToComplete')} about={t('timeToCompleteAbout')}>
        <QueryResult query={query} lines={8}>
          {() => <EmptyState title={t('noTasks')} />}
        </QueryResult>
      </Section>
    );
  }
  const { median_seconds: median } = query.data;
  return (
    <QueryResult query={query}>
      {(times) => <TimesByDay range={range} times={times} median={median} />}
    </QueryResult>
  );
}

// The largest unit that goes into the longest day at least twice, so that the axis has several steps.
const units = [
  { label: 'inDays', seconds: 86_400 },
  { label: 'inHours', seconds: 3600 },
  { label: 'inMinutes', seconds: 60 },
] as const;

interface TimesByDayProps {
  range: DayRange;
  times: CompletionTimes;
  median: number;
}

function TimesByDay({ range, times: { days, completed }, median }: TimesByDayProps) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const duration = useDuration();
  const longest = Math.max(...days.map((day) => day.median_seconds));
  const unit = units.find(({ seconds }) => longest >= 2 * seconds) ?? units[2];
  const inUnit = (seconds: number): number => Math.round((seconds / unit.seconds) * 10) / 10;
  const figure = duration(median);
  return (
    <ChartOrTable
      title={t('timeToComplete')}
      about={
        <>
          {t('timeToCompleteAbout')}
          <Group component="span" gap="xs" align="baseline" mt={4}>
            <Text span fz={24} fw={700} c="var(--mantine-color-text)">
              {figure}
            </Text>
            <Text span inherit>
              {t('medianOf', { count: completed, number: formats.number(completed) })}
            </Text>
          </Group>
        </>
      }
      chartLabel={t('timesChart', { days: formats.days(range.from, range.to), median: figure })}
      chart={
        <Chart
          periods={byPeriod(days, range, ([day]) => ({ median: day ? inUnit(day.median_seconds) : null }))}
          series={[{ name: 'median', label: t(unit.label), color: 'back', type: 'bar' }]}
        />
      }
      table={<TimesTable days={days} />}
    />
  );
}

function TimesTable({ days }: Pick<CompletionTimes, 'days'>) {
  const { t } = useTranslation(['analytics', 'common']);
  const formats = useFormats();
  const duration = useDuration();
  const rows = days.map(({ date, completed, median_seconds: median }) => ({
    key: date,
    cells: { date: formats.day(date), completed: formats.number(completed), median: duration(median) },
  }));
  return (
    <div className="narrow">
      <RecordTable
        label={t('timeToComplete')}
        columns={[
          { name: 'date', label: t('common:date') },
          { name: 'completed', label: t('completions'), isNumber: true },
          { name: 'median', label: t('timeToComplete'), isNumber: true },
        ]}
        rows={rows}
      />
    </div>
  );
}
