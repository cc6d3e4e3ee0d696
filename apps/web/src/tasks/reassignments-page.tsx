import { Button, Stack } from '@mantine/core';
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
import { RecordTable } from '../components/record-table.js';
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
    <RecordTable
      label={t('common:place_reassignments')}
      columns={[
        { name: 'requested', label: t('requested') },
        { name: 'by', label: t('requestedBy') },
        { name: 'state', label: t('state') },
        { name: 'drawn', label: t('drawnTasks'), isNumber: true },
      ]}
      rows={items.map((item) => ({
        key: item.id,
        cells: {
          requested: (
            <LinkedAnchor inherit to="/reassignments/$id" params={{ id: item.id }}>
              {instant(item.requested_at)}
            </LinkedAnchor>
          ),
          by: <PersonName person={item.requested_by} />,
          state: <ReassignmentState state={item.state} />,
          drawn:
            item.total === null
              ? t('notYet')
              : t('ofTotal', { done: number(item.done), total: number(item.total) }),
        },
      }))}
    />
  );
}
