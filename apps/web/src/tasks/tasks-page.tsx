import { Box, Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { Page } from '../components/page.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { useKeys } from '../components/use-keys.js';
import { managementRoles } from '../session/roles.js';
import { hasRole, performs, useSignedIn } from '../session/use-session.js';
import { FilterBar } from './filter-bar.js';
import { NewTaskButton } from './new-task-button.js';
import { useDayBegan } from '../components/open-day.js';
import { TaskList } from './task-list.js';
import { taskCounts, taskPage } from './task-queries.js';
import { choiceOf, defaultOrder, filterOf, isNarrow, needsDay, type Choice } from './task-choice.js';
import type { Order, TasksSearch } from './tasks-search.js';
import classes from './tasks.module.css';

const ViewBar = lazy(async () => ({ default: (await import('./view-bar.js')).ViewBar }));
const TaskPanel = lazy(async () => ({ default: (await import('./task-panel.js')).TaskPanel }));
const NewTask = lazy(async () => ({ default: (await import('./new-task.js')).NewTask }));
const ReassignAll = lazy(async () => ({ default: (await import('./reassign-all.js')).ReassignAll }));

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
  const chosen = choiceOf(search, performs(person));
  const dayBegan = useDayBegan(needsDay(chosen));
  const [loaded, setLoaded] = useState<readonly string[]>([]);
  const change = (changed: TasksSearch, isTyped = false) => {
    // Query right away instead of waiting for the URL update.
    const next = choiceOf({ ...search, ...changed }, performs(person));
    if (!needsDay(next) || dayBegan !== undefined) {
      void client.prefetchQuery(taskPage(filterOf(next, dayBegan), undefined));
    }
    void navigate({
      search: (before) => ({ ...before, ...changed }),
      replace: isTyped,
      resetScroll: !isTyped,
    });
  };
  const sort = (order: Order) => change({ order: order === defaultOrder(chosen.status) ? undefined : order });
  const clear = () => void navigate({ search: {} });
  // Closing replaces the entry of the history, so that Back never reopens the panel.
  const show = (task: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, task }), replace: true, resetScroll: false });
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
        <Suspense fallback={<div className={classes.views} />}>
          <ViewBar search={search} />
        </Suspense>
        <FilterBar search={search} chosen={chosen} onChange={change} onSort={sort} onClear={clear} />
        {needsDay(chosen) && dayBegan === undefined ? (
          <Loading lines={10} />
        ) : (
          <TaskResults
            chosen={chosen}
            dayBegan={dayBegan}
            onSort={sort}
            onLoad={setLoaded}
            onClear={clear}
            onNewTask={creating.open}
          />
        )}
      </Stack>
      <LazyDialog isOpen={isCreating}>
        <NewTask isOpen={isCreating} onClose={creating.close} />
      </LazyDialog>
      <LazyDialog isOpen={search.task !== undefined}>
        <TaskPanel uuid={search.task} among={loaded} onShow={show} />
      </LazyDialog>
      <LazyDialog isOpen={isReassigning}>
        <ReassignAll isOpen={isReassigning} onClose={reassigning.close} />
      </LazyDialog>
    </Page>
  );
}

/** The number of open tasks. The services don't count completed tasks, search results and tasks by age. */
function Counts({ chosen }: { chosen: Choice }) {
  const { t } = useTranslation('tasks');
  const formats = useFormats();
  const { performer } = filterOf(chosen, undefined);
  const isCounted = chosen.status === 'unfinished' && chosen.age === undefined && chosen.text === undefined;
  const { data } = useQuery({ ...taskCounts(performer), enabled: isCounted });
  if (!isCounted) {
    return t(chosen.text ? 'countsSearched' : `counts_${chosen.status}`);
  }
  return data
    ? t('openCount', { count: data.unfinished, number: formats.number(data.unfinished) })
    : t('countsComing');
}

interface TaskResultsProps {
  chosen: Choice;
  dayBegan: string | undefined;
  onSort: (order: Order) => void;
  onLoad: (uuids: readonly string[]) => void;
  onClear: () => void;
  onNewTask: () => void;
}

/** The tasks that match the filter; the previous ones stay on screen until they have loaded. */
function TaskResults({ chosen, dayBegan, onSort, onLoad, onClear, onNewTask }: TaskResultsProps) {
  const filter = filterOf(chosen, dayBegan);
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
            <NoTasks chosen={chosen} onClear={onClear} onNewTask={onNewTask} />
          ) : (
            <TaskList
              key={shown.key}
              filter={shown.filter}
              order={chosen.order}
              hasCompleted={chosen.status !== 'unfinished'}
              onSort={onSort}
              onLoad={onLoad}
            />
          )}
        </Box>
      )}
    </QueryResult>
  );
}

type NoTasksProps = Pick<TaskResultsProps, 'chosen' | 'onClear' | 'onNewTask'>;

function NoTasks({ chosen, onClear, onNewTask }: NoTasksProps) {
  const { t } = useTranslation('tasks');
  if (isNarrow(chosen)) {
    return (
      <EmptyState
        title={t('nothingFound')}
        detail={t('nothingFoundDetail')}
        action={
          <Button variant="light" mt="sm" onClick={onClear}>
            {t('clearFilters')}
          </Button>
        }
      />
    );
  }
  const isMine = chosen.whose === 'mine';
  return (
    <EmptyState
      title={t(isMine ? `noneOfMine_${chosen.status}` : `none_${chosen.status}`)}
      detail={t(isMine ? 'noneOfMineDetail' : 'noneDetail')}
      action={
        <Button variant="light" mt="sm" onClick={onNewTask}>
          {t('newTask')}
        </Button>
      }
    />
  );
}
