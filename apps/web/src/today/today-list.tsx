import { Group, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../components/ago.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { QueryResult } from '../components/query-result.js';
import { performs, useSignedIn } from '../session/use-session.js';
import { useListKeys } from '../tasks/list-keys.js';
import { useSelection } from '../tasks/selection.js';
import { TaskRow } from '../tasks/task-row.js';
import { groupsOf, type TaskGroup } from './task-groups.js';
import { completedTasks, openTasks } from './today-queries.js';
import { orders, type Order } from './today-search.js';
import classes from './today.module.css';

const SelectionBar = lazy(async () => ({
  default: (await import('../tasks/selection-bar.js')).SelectionBar,
}));
const TaskPanel = lazy(async () => ({ default: (await import('../tasks/task-panel.js')).TaskPanel }));

interface TodayListProps {
  dayBeganAt: string;
  /** Of what stays above the list when it is scrolled, in pixels. */
  stripHeight: number;
}

/** Open tasks and those completed today, in groups: the current user's, or everyone's for people who don't perform. */
export function TodayList({ dayBeganAt, stripHeight }: TodayListProps) {
  const { t } = useTranslation('today');
  const whose = performs(useSignedIn()) ? 'me' : undefined;
  const open = useQuery(openTasks(whose));
  const completed = useQuery({ ...completedTasks(whose, dayBeganAt), placeholderData: keepPreviousData });
  const { order = 'newest', task } = useSearch({ from: '/inside/today' });
  const navigate = useNavigate({ from: '/today' });
  const groups = useMemo(
    () => groupsOf(open.data?.items ?? [], completed.data?.items ?? [], dayBeganAt, order),
    [open.data, completed.data, dayBeganAt, order],
  );
  const shown = groups.flatMap(({ tasks }) => tasks);
  // Closing replaces the entry of the history, so that Back never reopens the panel.
  const show = (uuid: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, task: uuid }), replace: true, resetScroll: false });
  const sort = (chosen: Order) =>
    void navigate({
      search: (before) => ({ ...before, order: chosen === 'newest' ? undefined : chosen }),
      replace: true,
      resetScroll: false,
    });
  return (
    <QueryResult query={open} lines={8}>
      {({ next_cursor }) => (
        <>
          <Group justify="space-between" gap="sm">
            <Text size="sm" c="dimmed">
              {t(whose ? 'yourTasks' : 'everyonesTasks')}
            </Text>
            <NativeSelect
              size="xs"
              aria-label={t('sortBy')}
              value={order}
              onChange={({ currentTarget: { value } }) => sort(value as Order)}
              data={orders.map((value) => ({ value, label: t(`order_${value}`) }))}
            />
          </Group>
          {shown.length === 0 ? <NothingToDo isOwn={whose !== undefined} /> : null}
          <Groups groups={groups} top={stripHeight} />
          {next_cursor !== null && (
            <LinkedAnchor size="sm" to="/tasks">
              {t('moreTasks')}
            </LinkedAnchor>
          )}
          <LazyDialog isOpen={task !== undefined}>
            <TaskPanel uuid={task} among={shown.map(({ uuid }) => uuid)} onShow={show} />
          </LazyDialog>
        </>
      )}
    </QueryResult>
  );
}

function Groups({ groups, top }: { groups: readonly TaskGroup[]; top: number }) {
  const { t } = useTranslation('today');
  const { number } = useFormats();
  const now = useNow();
  const shown = useMemo(() => groups.flatMap(({ tasks }) => tasks), [groups]);
  const selection = useSelection(shown, true);
  useListKeys(shown, selection);
  return (
    <Stack gap="md" style={{ '--today-groups-top': `calc(3.5rem + ${top}px)` }}>
      {groups.map(({ name, tasks }) => (
        <Paper key={name} withBorder component="section" aria-label={t(`group_${name}`)}>
          <div className={classes.group}>
            <Title order={2} size="sm">
              {t(`group_${name}`)}
            </Title>
            <Text size="sm" c="dimmed">
              {number(tasks.length)}
            </Text>
          </div>
          <ul className={classes.rows}>
            {tasks.map((task) => (
              <TaskRow
                key={task.uuid}
                task={task}
                now={now}
                isSelected={selection.selected.has(task.uuid)}
                onSelect={selection.toggle}
              />
            ))}
          </ul>
        </Paper>
      ))}
      <LazyDialog isOpen={selection.selected.size > 0}>
        <SelectionBar selection={selection} />
      </LazyDialog>
    </Stack>
  );
}

function NothingToDo({ isOwn }: { isOwn: boolean }) {
  const { t } = useTranslation('today');
  return (
    <Paper withBorder>
      <EmptyState
        title={t(isOwn ? 'allDone' : 'noTasks')}
        detail={t(isOwn ? 'allDoneDetail' : 'noTasksDetail')}
      />
    </Paper>
  );
}
