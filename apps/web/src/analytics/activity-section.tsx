import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Chart } from '../components/chart.js';
import { ChartOrTable } from '../components/chart-or-table.js';
import type { DayRange } from '../components/day-range.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { byPeriod } from '../components/periods.js';
import { QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { Section } from '../components/section.js';
import { activityQuery, type Activity } from './work-queries.js';

type Day = Activity['days'][number];

const valuesOf = ([day]: readonly Day[]) => ({
  draws: day?.draws ?? 0,
  completions: day?.completions ?? 0,
});

interface ActivitySectionProps {
  /** At most 92 days. */
  range: DayRange;
  /** Shows a day that was clicked. */
  onPeriod: (period: DayRange) => void;
}

/** How many tasks were assigned and completed each day, as a chart or a table (N1). */
export function ActivitySection({ range, onPeriod }: ActivitySectionProps) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const query = useQuery(activityQuery(range));
  if (!query.data || query.data.days.length === 0) {
    return (
      <Section title={t('activity')} about={t('activityAbout')}>
        <QueryResult query={query} lines={8}>
          {() => <EmptyState title={t('noActivity')} />}
        </QueryResult>
      </Section>
    );
  }
  const { days, draws, completions } = query.data;
  const totals = { draws: formats.number(draws), completions: formats.number(completions) };
  return (
    <QueryResult query={query}>
      {() => (
        <ChartOrTable
          title={t('activity')}
          about={t('activityAbout')}
          chartLabel={t('activityChart', { days: formats.days(range.from, range.to), ...totals })}
          chart={
            <Chart
              periods={byPeriod(days, range, valuesOf)}
              series={[
                { name: 'draws', label: t('draws'), color: 'out', type: 'line', isDashed: true },
                { name: 'completions', label: t('completions'), color: 'in', type: 'line' },
              ]}
              onPeriod={onPeriod}
            />
          }
          table={<ActivityTable days={days} totals={totals} />}
        />
      )}
    </QueryResult>
  );
}

interface ActivityTableProps {
  days: readonly Day[];
  totals: { draws: string; completions: string };
}

function ActivityTable({ days, totals }: ActivityTableProps) {
  const { t } = useTranslation(['analytics', 'common']);
  const formats = useFormats();
  const rows = days.map((day) => ({
    key: day.date,
    cells: {
      date: (
        <LinkedAnchor to="/days" search={{ day: day.date }} inherit>
          {formats.day(day.date)}
        </LinkedAnchor>
      ),
      draws: formats.number(day.draws),
      completions: formats.number(day.completions),
    },
  }));
  return (
    <div className="narrow">
      <RecordTable
        label={t('activity')}
        columns={[
          { name: 'date', label: t('common:date') },
          { name: 'draws', label: t('draws'), isNumber: true },
          { name: 'completions', label: t('completions'), isNumber: true },
        ]}
        groups={[{ key: 'all', title: t('common:total'), totals, rows }]}
      />
    </div>
  );
}
