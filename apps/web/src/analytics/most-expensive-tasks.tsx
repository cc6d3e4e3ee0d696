import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DayRange } from '../components/day-range.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { Section } from '../components/section.js';
import { AccountLink } from './account-link.js';
import { mostExpensiveTasks, type MostExpensiveTasks } from './analytics-queries.js';
import { periods, type Period } from './analytics-search.js';

interface MostExpensiveTasksSectionProps {
  range: DayRange;
  by: Period;
  onChange: (by: Period) => void;
}

/** The most expensive completed task of each day, week or month: which, whose, for how much, when (N2). */
export function MostExpensiveTasksSection({ range, by, onChange }: MostExpensiveTasksSectionProps) {
  const { t } = useTranslation('analytics');
  const query = useQuery(mostExpensiveTasks(range, by));
  return (
    <Section
      title={t('mostExpensiveTasks')}
      about={t('mostExpensiveAbout')}
      actions={
        <SegmentedControl
          aria-label={t('by')}
          value={by}
          onChange={onChange}
          data={periods.map((period) => ({ value: period, label: t(`by_${period}`) }))}
        />
      }
    >
      <QueryResult query={query} lines={6}>
        {(loaded) =>
          loaded.items.length === 0 ? (
            <EmptyState title={t('noTasks')} />
          ) : (
            <MostExpensiveTasksTable loaded={loaded} by={by} />
          )
        }
      </QueryResult>
    </Section>
  );
}

interface MostExpensiveTasksTableProps {
  loaded: MostExpensiveTasks;
  by: Period;
}

function MostExpensiveTasksTable({ loaded: { items, currency }, by }: MostExpensiveTasksTableProps) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const rows = items.map(({ from, to, task }) => ({
    key: from,
    cells: {
      period: formats.days(from, to),
      task: (
        <LinkedAnchor to="/tasks/$uuid" params={{ uuid: task.uuid }} inherit>
          {task.description ?? t('untitled')}
        </LinkedAnchor>
      ),
      performer: <AccountLink person={task.performer} />,
      completedAt: formats.instant(task.completed_at),
      reward: <Money amount={task.reward} currency={currency} fw={600} />,
    },
  }));
  return (
    <RecordTable
      label={t('mostExpensiveTasks')}
      columns={[
        { name: 'period', label: t(`by_${by}`) },
        { name: 'task', label: t('task') },
        { name: 'performer', label: t('performer') },
        { name: 'completedAt', label: t('completedAt') },
        { name: 'reward', label: t('reward'), isNumber: true },
      ]}
      rows={rows}
    />
  );
}
