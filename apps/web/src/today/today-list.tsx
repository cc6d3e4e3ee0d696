import { Button, Group, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { QueryResult } from '../components/query-result.js';
import { performs, useSignedIn } from '../session/use-session.js';
import { completions } from '../tasks/own-completions.js';
import type { Task } from '../tasks/task-queries.js';
import { useListKeys } from './list-keys.js';
import { groupsOf, type TaskGroup } from './task-groups.js';
import { completedTasks, openTasks } from './today-queries.js';
import { TodayRow } from './today-row.js';
import { orders, type Order } from './today-search.js';
import classes from './today.module.css';

const TaskPanel = lazy(async () => ({ default: (await import('./task-panel.js')).TaskPanel }));

const ageMilliseconds = 30_000;

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
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), ageMilliseconds, { autoInvoke: true });
  const { selected, toggle, clear } = useSelection(groups);
  useListKeys({
    onComplete: (uuid) => completeEach(groups, [uuid]),
    onSelect: toggle,
  });
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
              <TodayRow
                key={task.uuid}
                task={task}
                now={now}
                isSelected={selected.has(task.uuid)}
                onSelect={toggle}
              />
            ))}
          </ul>
        </Paper>
      ))}
      {selected.size > 0 && (
        <Paper withBorder shadow="md" className={classes.selection} role="region" aria-label={t('selection')}>
          <Text size="sm">{t('selected', { count: selected.size })}</Text>
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={clear}>
              {t('clearSelection')}
            </Button>
            <Button
              size="compact-sm"
              onClick={() => {
                completeEach(groups, [...selected]);
                clear();
              }}
            >
              {t('completeSelected', { count: selected.size })}
            </Button>
          </Group>
        </Paper>
      )}
    </Stack>
  );
}

/** Schedules the completion of these tasks; each can be undone for a moment. */
function completeEach(groups: readonly TaskGroup[], uuids: readonly string[]): void {
  groups
    .flatMap(({ tasks }) => tasks)
    .filter(({ uuid, status }) => uuids.includes(uuid) && status !== 'completed')
    .forEach((task) => completions.schedule(task));
}

/** The selected tasks, without those that are no longer open. */
function useSelection(groups: readonly TaskGroup[]) {
  const self = useSignedIn();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const selectable = useMemo(() => {
    const isSelectable = ({ assigned_to, status }: Task) =>
      assigned_to.uuid === self.id && status !== 'completed';
    return new Set(groups.flatMap(({ tasks }) => tasks.filter(isSelectable).map(({ uuid }) => uuid)));
  }, [groups, self.id]);
  const selected = useMemo(
    () => new Set([...chosen].filter((uuid) => selectable.has(uuid))),
    [chosen, selectable],
  );
  const toggle = useCallback(
    (uuid: string) =>
      setChosen((before) => {
        const after = new Set(before);
        return after.delete(uuid) ? after : after.add(uuid);
      }),
    [],
  );
  const clear = useCallback(() => setChosen(new Set()), []);
  return { selected, toggle, clear };
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
