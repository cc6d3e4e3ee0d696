import { BarChart } from '@mantine/charts';
import { SegmentedControl, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { chartColors } from '../components/charts.js';
import type { DayRange } from '../components/day-range.js';
import { EmptyState } from '../components/empty-state.js';
import { ChartOrTable } from '../components/chart-or-table.js';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { ScrollableTable } from '../components/scrollable-table.js';
import { QueryResult } from '../components/query-result.js';
import { AccountLink } from './account-link.js';
import { mostExpensiveTasks, type MostExpensiveTasks } from './analytics-queries.js';
import { periods, type Period } from './analytics-search.js';

interface MostExpensiveTasksSectionProps {
  range: DayRange;
  by: Period;
  onChange: (by: Period) => void;
}

/** The most expensive completed task of each day, week or month. */
export function MostExpensiveTasksSection({ range, by, onChange }: MostExpensiveTasksSectionProps) {
  const { t } = useTranslation('analytics');
  const query = useQuery(mostExpensiveTasks(range, by));
  const controls = (
    <SegmentedControl
      aria-label={t('by')}
      value={by}
      onChange={onChange}
      data={periods.map((period) => ({ value: period, label: t(`by_${period}`) }))}
    />
  );
  return (
    <QueryResult query={query} lines={6}>
      {(loaded) => <LoadedSection loaded={loaded} by={by} controls={controls} />}
    </QueryResult>
  );
}

interface LoadedSectionProps {
  loaded: MostExpensiveTasks;
  by: Period;
  controls: ReactNode;
}

function LoadedSection({ loaded, by, controls }: LoadedSectionProps) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const isEmpty = loaded.items.length === 0;
  const label = t(`mostExpensiveChart_${by}`, {
    days: formats.days(loaded.from, loaded.to),
    reward: formats.money(Math.max(0, ...loaded.items.map(({ task }) => task.reward)), loaded.currency),
  });
  return (
    <ChartOrTable
      title={t('mostExpensiveTasks')}
      about={t('mostExpensiveAbout')}
      controls={controls}
      chartLabel={isEmpty ? t('noTasks') : label}
      chart={isEmpty ? <EmptyState title={t('noTasks')} /> : <MostExpensiveTasksChart loaded={loaded} />}
      table={isEmpty ? <EmptyState title={t('noTasks')} /> : <MostExpensiveTasksTable loaded={loaded} />}
    />
  );
}

function MostExpensiveTasksChart({ loaded: { items, currency } }: { loaded: MostExpensiveTasks }) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const periodsByFirst = new Map(items.map((item) => [item.from, item]));
  const nameOf = (first: unknown) => {
    const period = periodsByFirst.get(String(first));
    return period ? formats.days(period.from, period.to) : '';
  };
  return (
    <BarChart
      h={280}
      data={items.map(({ from, task }) => ({ from, reward: task.reward })).reverse()}
      dataKey="from"
      series={[{ name: 'reward', label: t('reward'), color: chartColors.first }]}
      maxBarWidth={48}
      valueFormatter={(amount) => formats.money(amount, currency)}
      xAxisProps={{ tickFormatter: formats.shortDay, minTickGap: 24 }}
      yAxisProps={{ width: 72, tickFormatter: (amount: number) => formats.shortMoney(amount, currency) }}
      tooltipProps={{ labelFormatter: nameOf }}
      accessibilityLayer={false}
    />
  );
}

function MostExpensiveTasksTable({ loaded: { items, currency } }: { loaded: MostExpensiveTasks }) {
  const { t } = useTranslation('analytics');
  const { t: common } = useTranslation();
  const formats = useFormats();
  return (
    <ScrollableTable label={t('mostExpensiveTasks')} minWidth={640} maxHeight={420}>
      <Table aria-label={t('mostExpensiveTasks')} className="figures" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{common('days')}</Table.Th>
            <Table.Th scope="col">{t('task')}</Table.Th>
            <Table.Th scope="col">{t('performer')}</Table.Th>
            <Table.Th scope="col">{t('completedAt')}</Table.Th>
            <Table.Th scope="col" ta="right">
              {t('reward')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map(({ from, to, task }) => (
            <Table.Tr key={from}>
              <Table.Th scope="row" fw={400}>
                {formats.days(from, to)}
              </Table.Th>
              <Table.Td>
                <LinkedAnchor to="/tasks/$uuid" params={{ uuid: task.uuid }} inherit>
                  {task.description ?? t('untitled')}
                </LinkedAnchor>
              </Table.Td>
              <Table.Td>
                <AccountLink person={task.performer} />
              </Table.Td>
              <Table.Td>{formats.instant(task.completed_at)}</Table.Td>
              <Table.Td ta="right">
                <Money amount={task.reward} currency={currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollableTable>
  );
}
