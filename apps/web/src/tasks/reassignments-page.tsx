import { Button, Stack, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { LoadMore } from '../components/load-more.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { ScrollableTable } from '../components/scrollable-table.js';
import { PersonName } from './person-name.js';
import { reassignments, type Reassignment } from './reassignment-queries.js';
import { ReassignmentState } from './reassignment-state.js';

const ReassignAll = lazy(async () => ({ default: (await import('./reassign-all.js')).ReassignAll }));

/** All reassignments, with a button that starts another one (T4). */
export function ReassignmentsPage() {
  const { t } = useTranslation(['tasks', 'common']);
  const query = useInfiniteQuery(reassignments());
  const [isReassigning, reassigning] = useDisclosure();
  return (
    <Page
      title={t('common:place_reassignments')}
      about={t('reassignmentsAbout')}
      actions={<Button onClick={reassigning.open}>{t('reassignAll')}</Button>}
    >
      <QueryResult query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <EmptyState title={t('reassignmentsNone')} detail={t('reassignmentsNoneDetail')} />
          ) : (
            <Stack>
              <Reassignments items={items} />
              <LoadMore query={query} />
            </Stack>
          );
        }}
      </QueryResult>
      <LazyDialog isOpen={isReassigning}>
        <ReassignAll isOpen={isReassigning} onClose={reassigning.close} />
      </LazyDialog>
    </Page>
  );
}

function Reassignments({ items }: { items: readonly Reassignment[] }) {
  const { t } = useTranslation(['tasks', 'common']);
  const { instant, number } = useFormats();
  return (
    <ScrollableTable label={t('common:place_reassignments')} minWidth={560}>
      <Table aria-label={t('common:place_reassignments')} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('requested')}</Table.Th>
            <Table.Th scope="col">{t('requestedBy')}</Table.Th>
            <Table.Th scope="col">{t('state')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('drawnTasks')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody style={{ fontVariantNumeric: 'tabular-nums' }}>
          {items.map((item) => (
            <Table.Tr key={item.id}>
              <Table.Td>
                <LinkedAnchor inherit to="/reassignments/$id" params={{ id: item.id }}>
                  {instant(item.requested_at)}
                </LinkedAnchor>
              </Table.Td>
              <Table.Td>
                <PersonName person={item.requested_by} />
              </Table.Td>
              <Table.Td>
                <ReassignmentState state={item.state} />
              </Table.Td>
              <Table.Td ta="end">
                {item.total === null
                  ? t('notYet')
                  : t('ofTotal', { done: number(item.done), total: number(item.total) })}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollableTable>
  );
}
