import { Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DayRange } from '../components/day-range.js';
import { useDuration } from '../components/duration.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { LoadMore } from '../components/load-more.js';
import { OrderSelect } from '../components/order-select.js';
import { QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { Section } from '../components/section.js';
import { performerOrders, type PerformerOrder } from './analytics-search.js';
import { performersQuery, workOfPeopleQuery, type PerformersPage, type WorkRange } from './work-queries.js';
import { useWorkRange } from './work-range.js';

const orderTexts = {
  '-completions': 'order_completionsDown',
  completions: 'order_completions',
  '-draws': 'order_drawsDown',
  draws: 'order_draws',
} as const;

interface PerformersSectionProps {
  /** At most 92 days. */
  range: DayRange;
  order: PerformerOrder;
  onChange: (order: PerformerOrder) => void;
}

/** How many tasks each person was assigned and completed, has open, and how long they took (N1). */
export function PerformersSection({ range, order, onChange }: PerformersSectionProps) {
  const { t } = useTranslation('analytics');
  const query = useInfiniteQuery(performersQuery(range, order));
  const workRange = useWorkRange(range);
  return (
    <Section
      title={t('tasksPerPerson')}
      about={t('tasksPerPersonAbout')}
      actions={
        <OrderSelect
          order={order}
          options={performerOrders.map((value) => ({ value, label: t(orderTexts[value]) }))}
          onChange={onChange}
        />
      }
    >
      <QueryResult query={query} lines={6}>
        {({ pages }) => <Performers pages={pages} range={workRange} />}
      </QueryResult>
      <LoadMore query={query} />
    </Section>
  );
}

/** The work of the people of each page, by their ids; what Tasks has not answered is missing. */
function useWork(pages: readonly PerformersPage[], range: WorkRange | undefined) {
  const work = useQueries({
    queries: range
      ? pages.map(({ items }) =>
          workOfPeopleQuery(
            range,
            items.map(({ user }) => user),
          ),
        )
      : [],
  });
  return new Map(work.flatMap(({ data }) => data?.items ?? []).map((person) => [person.user, person]));
}

interface PerformersProps {
  pages: readonly PerformersPage[];
  range: WorkRange | undefined;
}

function Performers({ pages, range }: PerformersProps) {
  const { t } = useTranslation(['analytics', 'common']);
  const formats = useFormats();
  const duration = useDuration();
  const work = useWork(pages, range);
  const people = pages.at(-1)?.people ?? 0;
  if (people === 0) {
    return <EmptyState title={t('noActivity')} />;
  }
  // Counts that change between two pages can bring a person onto both.
  const byUser = new Map(pages.flatMap(({ items }) => items).map((person) => [person.user, person]));
  const rows = [...byUser.values()].map(({ user, name, draws, completions }) => {
    const { open, median_seconds: median } = work.get(user) ?? {};
    return {
      key: user,
      cells: {
        person: (
          <LinkedAnchor to="/people/$uuid" params={{ uuid: user }} inherit>
            {name ?? t('common:unknownName')}
          </LinkedAnchor>
        ),
        draws: formats.number(draws),
        completions: formats.number(completions),
        open: open === undefined ? '–' : formats.number(open),
        median: typeof median === 'number' ? duration(median) : '–',
      },
    };
  });
  return (
    <Stack gap="xs">
      <RecordTable
        label={t('tasksPerPerson')}
        columns={[
          { name: 'person', label: t('person') },
          { name: 'draws', label: t('draws'), isNumber: true },
          { name: 'completions', label: t('completions'), isNumber: true },
          { name: 'open', label: t('openNow'), isNumber: true },
          { name: 'median', label: t('timeToComplete'), isNumber: true },
        ]}
        rows={rows}
      />
      <Text size="sm" c="dimmed" ta="center">
        {t('countOfPeople', { count: people })}
      </Text>
    </Stack>
  );
}
