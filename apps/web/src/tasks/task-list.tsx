import { Paper, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { lazy, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../components/ago.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useListKeys } from './list-keys.js';
import { useSelection } from './selection.js';
import { cachedStarts, pagesAround, tasksPerPage, withNext } from './task-pages.js';
import { taskPage, type Task, type TasksFilter } from './task-queries.js';
import { TaskRow } from './task-row.js';
import type { Order } from './tasks-search.js';
import classes from './tasks.module.css';

const SelectionBar = lazy(async () => ({ default: (await import('./selection-bar.js')).SelectionBar }));

// Must match tasks.module.css; row heights in rem.
const wideScreen = '(min-width: 62em)';
const rowHeights = { wide: 2.25, narrow: 4 };
const overscanRows = 8;

interface TaskListProps {
  filter: TasksFilter;
  order: Order;
  /** Whether the list has completed tasks, so that they can be sorted by their completion. */
  hasCompleted: boolean;
  onSort: (order: Order) => void;
  /** Receives the ids of the loaded tasks, in their order. */
  onLoad: (uuids: readonly string[]) => void;
}

/**
 * A virtualized, endless table of tasks. Only the rows in view are rendered and only their pages are kept up to date, so
 * the hundred-thousandth task costs no more than the first.
 */
export function TaskList({ filter, order, hasCompleted, onSort, onLoad }: TaskListProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const now = useNow();
  const client = useQueryClient();
  const pageInCache = (start: string | undefined) => client.getQueryData(taskPage(filter, start).queryKey);
  const [starts, setStarts] = useState(() => cachedStarts((start) => pageInCache(start)?.next_cursor));
  const rowHeight = useRowHeight();
  const { listRef, scrollMargin } = useScrollMargin();
  const rowsOfLastPage = pageInCache(starts.at(-1))?.items.length ?? tasksPerPage;
  const virtualizer = useWindowVirtualizer({
    count: (starts.length - 1) * tasksPerPage + rowsOfLastPage,
    estimateSize: () => rowHeight,
    overscan: overscanRows,
    scrollMargin,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const rows = virtualizer.getVirtualItems();
  const pages = pagesAround(rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0, starts.length);
  const queries = useQueries({ queries: pages.map((page) => taskPage(filter, starts[page])) });
  const last = useLastItems(pages, queries);
  useEffect(() => {
    setStarts((known) =>
      pages.reduce((soFar, page, at) => {
        const next = queries[at]?.data?.next_cursor;
        return next === undefined ? soFar : withNext(soFar, page, next);
      }, known),
    );
  }, [pages, queries]);

  const taskAt = (index: number): Task | undefined =>
    last.get(Math.floor(index / tasksPerPage))?.[index % tasksPerPage];
  const loaded = useMemo(() => [...last.values()].flat(), [last]);
  const selection = useSelection(loaded, false);
  useListKeys(loaded, selection);
  useEffect(() => onLoad(loaded.map(({ uuid }) => uuid)), [loaded, onLoad]);
  const failed = queries.find(({ isError }) => isError);
  const isFullyLoaded = pageInCache(starts.at(-1))?.next_cursor === null;
  return (
    <>
      <Paper withBorder>
        <div
          role="table"
          aria-label={t('common:place_tasks')}
          aria-rowcount={isFullyLoaded ? virtualizer.options.count + 1 : -1}
          className={classes.table}
        >
          <Headings order={order} hasCompleted={hasCompleted} onSort={onSort} />
          <div
            role="rowgroup"
            ref={listRef}
            className={classes.rows}
            style={{ height: virtualizer.getTotalSize() }}
          >
            {withKeys(rows, taskAt).map(({ key, index, start, task }) => (
              <TaskRow
                key={key}
                task={task}
                now={now}
                isSelected={task !== undefined && selection.selected.has(task.uuid)}
                onSelect={selection.toggle}
                index={index}
                top={start - scrollMargin}
              />
            ))}
          </div>
        </div>
      </Paper>
      <LazyDialog isOpen={selection.selected.size > 0}>
        <SelectionBar selection={selection} />
      </LazyDialog>
      {failed && <ProblemAlert error={failed.error} retry={() => void failed.refetch()} />}
    </>
  );
}

interface HeadingsProps {
  order: Order;
  hasCompleted: boolean;
  onSort: (order: Order) => void;
}

function Headings({ order, hasCompleted, onSort }: HeadingsProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const isByCreation = order !== 'completed';
  return (
    <div role="rowgroup" className={classes.headGroup}>
      <div role="row" aria-rowindex={1} className={classes.heads}>
        <div role="columnheader" className={classes.headSelect}>
          <VisuallyHidden>{t('select')}</VisuallyHidden>
        </div>
        <div role="columnheader" className={classes.headText}>
          {t('task')}
        </div>
        <div role="columnheader" className={classes.headName}>
          {t('performer')}
        </div>
        <div
          role="columnheader"
          className={classes.headAge}
          aria-sort={isByCreation ? (order === 'newest' ? 'descending' : 'ascending') : undefined}
        >
          <UnstyledButton
            className={classes.sort}
            fz="inherit"
            title={t(order === 'newest' ? 'sort_oldest' : 'sort_newest')}
            onClick={() => onSort(order === 'newest' ? 'oldest' : 'newest')}
          >
            {t('created')} {isByCreation && <Arrow isDown={order === 'newest'} />}
          </UnstyledButton>
        </div>
        <div role="columnheader" className={classes.headPrice}>
          {t('feeToReward')}
        </div>
        <div
          role="columnheader"
          className={classes.headStatus}
          aria-sort={isByCreation ? undefined : 'descending'}
        >
          {hasCompleted ? (
            <UnstyledButton
              className={classes.sort}
              fz="inherit"
              title={t('sort_completed')}
              onClick={() => onSort('completed')}
            >
              {t('status')} {!isByCreation && <Arrow isDown />}
            </UnstyledButton>
          ) : (
            t('status')
          )}
        </div>
      </div>
    </div>
  );
}

const Arrow = ({ isDown }: { isDown: boolean }) => <span aria-hidden>{isDown ? '↓' : '↑'}</span>;

interface RowPosition {
  index: number;
  start: number;
}

/**
 * Adds the task and a React key to each row. The key is the task's id, so that the focus follows a task that moves.
 * While pages shift, a task may briefly be in two rows; only the first gets its id.
 */
function withKeys(rows: readonly RowPosition[], taskAt: (index: number) => Task | undefined) {
  const seen = new Set<string>();
  return rows.map(({ index, start }) => {
    const task = taskAt(index);
    const isFirst = task !== undefined && !seen.has(task.uuid);
    const key = isFirst ? task.uuid : `at ${index}`;
    seen.add(key);
    return { key, index, start, task };
  });
}

/** The last known items of each page, shown until its query for a new start cursor has loaded. */
function useLastItems(
  pages: readonly number[],
  queries: readonly { data?: { items: Task[] } | undefined }[],
) {
  const [last, setLast] = useState<ReadonlyMap<number, Task[]>>(new Map());
  const changed = pages.flatMap((page, at) => {
    const items = queries[at]?.data?.items;
    return items && last.get(page) !== items ? [[page, items] as const] : [];
  });
  if (changed.length > 0) {
    setLast(new Map([...[...last].filter(([page]) => pages.includes(page)), ...changed]));
  }
  return last;
}

/** The row height in pixels, which follows the root font size. */
function useRowHeight(): number {
  const isWide = useMediaQuery(wideScreen, true, { getInitialValueInEffect: false });
  const fontSize = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return (isWide ? rowHeights.wide : rowHeights.narrow) * fontSize;
}

/** The list's distance from the top of the document, in pixels. */
function useScrollMargin() {
  const listRef = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const top = listRef.current?.getBoundingClientRect().top ?? 0;
    setScrollMargin(Math.round(top + window.scrollY));
  });
  return { listRef, scrollMargin };
}
