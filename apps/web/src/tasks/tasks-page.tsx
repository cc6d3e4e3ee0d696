import { Box, Button, Group, SegmentedControl, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { useKeys } from '../components/use-keys.js';
import { managementRoles } from '../session/roles.js';
import { hasRole, performs, useSignedIn } from '../session/use-session.js';
import { NewTaskButton } from './new-task-button.js';
import { SearchField } from './search-field.js';
import { TaskList } from './task-list.js';
import { taskCounts, taskPage, type TasksFilter } from './task-queries.js';
import { shownStatuses, whoseTasks, type TasksSearch } from './tasks-search.js';

const NewTask = lazy(async () => ({ default: (await import('./new-task.js')).NewTask }));
const ReassignAll = lazy(async () => ({ default: (await import('./reassign-all.js')).ReassignAll }));

type Choice = Required<Pick<TasksSearch, 'whose' | 'status'>> & Pick<TasksSearch, 'text'>;

const statusesOf = { unfinished: 'saving,open', completed: 'completed', all: undefined } as const;

const filterOf = ({ whose, status, text }: Choice): TasksFilter => ({
  performer: whose === 'mine' ? 'me' : undefined,
  status: statusesOf[status],
  text: text?.trim() || undefined,
});

/** The task list, with buttons to create a task and to reassign all (T1 to T4). */
export function TasksPage() {
  const { t } = useTranslation(['tasks', 'common']);
  const person = useSignedIn();
  const managesTasks = hasRole(person, managementRoles);
  const search = useSearch({ from: '/inside/tasks' });
  const navigate = useNavigate({ from: '/tasks' });
  const client = useQueryClient();
  const [isCreating, creating] = useDisclosure();
  const [isReassigning, reassigning] = useDisclosure();
  useKeys({ n: creating.open });
  const chosen: Choice = {
    ...search,
    whose: search.whose ?? (performs(person) ? 'mine' : 'all'),
    status: search.status ?? 'unfinished',
  };
  const change = (changed: TasksSearch, isTyped = false) => {
    // Query right away instead of waiting for the URL update.
    void client.prefetchQuery(taskPage(filterOf({ ...chosen, ...changed }), undefined));
    void navigate({
      search: (before) => ({ ...before, ...changed }),
      replace: isTyped,
      resetScroll: !isTyped,
    });
  };
  return (
    <Page
      title={t('common:place_tasks')}
      about={<Counts chosen={chosen} />}
      actions={
        <>
          {managesTasks && (
            <Button variant="default" onClick={reassigning.open}>
              {t('reassignAll')}
            </Button>
          )}
          <NewTaskButton onClick={creating.open} />
        </>
      }
    >
      <Stack gap="sm">
        <Group gap="sm" role="search">
          <SegmentedControl
            aria-label={t('whose')}
            value={chosen.whose}
            onChange={(whose) => change({ whose })}
            data={whoseTasks.map((value) => ({ value, label: t(`whose_${value}`) }))}
          />
          <SegmentedControl
            aria-label={t('status')}
            value={chosen.status}
            onChange={(status) => change({ status })}
            data={shownStatuses.map((value) => ({ value, label: t(`show_${value}`) }))}
          />
          <SearchField text={search.text} onChange={(text) => change({ text }, true)} />
        </Group>
        <TaskResults chosen={chosen} onNewTask={creating.open} />
      </Stack>
      <LazyDialog isOpen={isCreating}>
        <NewTask isOpen={isCreating} onClose={creating.close} />
      </LazyDialog>
      <LazyDialog isOpen={isReassigning}>
        <ReassignAll isOpen={isReassigning} onClose={reassigning.close} />
      </LazyDialog>
    </Page>
  );
}

/** The number of open tasks. The services don't count completed tasks and search results. */
function Counts({ chosen: { whose, status, text } }: { chosen: Choice }) {
  const { t } = useTranslation(['tasks', 'common']);
  const formats = useFormats();
  const { data } = useQuery(taskCounts(whose === 'mine' ? 'me' : undefined));
  if (text) {
    return t('countsSearched');
  }
  if (status !== 'unfinished') {
    return t(`counts_${status}`);
  }
  return data
    ? t('counts_unfinished', { count: data.unfinished, number: formats.number(data.unfinished) })
    : t('countsComing');
}

interface TaskResultsProps {
  chosen: Choice;
  onNewTask: () => void;
}

/** The tasks that match the filter; the previous ones stay on screen until they have loaded. */
function TaskResults({ chosen, onNewTask }: TaskResultsProps) {
  const filter = filterOf(chosen);
  const key = JSON.stringify(filter);
  const top = useQuery({ ...taskPage(filter, undefined), placeholderData: keepPreviousData });
  const [shown, setShown] = useState({ key, filter });
  if (top.isSuccess && !top.isPlaceholderData && shown.key !== key) {
    setShown({ key, filter });
  }
  return (
    <QueryResult query={top} lines={10}>
      {({ items }) => (
        <Box aria-busy={top.isPlaceholderData}>
          {items.length === 0 ? (
            <NoTasks chosen={chosen} onNewTask={onNewTask} />
          ) : (
            <TaskList key={shown.key} filter={shown.filter} />
          )}
        </Box>
      )}
    </QueryResult>
  );
}

function NoTasks({ chosen: { whose, status, text }, onNewTask }: TaskResultsProps) {
  const { t } = useTranslation(['tasks', 'common']);
  if (text) {
    return <EmptyState title={t('nothingFound')} detail={t('nothingFoundDetail')} />;
  }
  const isMine = whose === 'mine';
  return (
    <EmptyState
      title={t(isMine ? `noneOfMine_${status}` : `none_${status}`)}
      detail={t(isMine ? 'noneOfMineDetail' : 'noneDetail')}
      action={
        <Button variant="light" mt="sm" onClick={onNewTask}>
          {t('newTask')}
        </Button>
      }
    />
  );
}
