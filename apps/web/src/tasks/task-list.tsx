import { Paper, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../components/problem-alert.js';
import { cachedStarts, pagesAround, tasksPerPage, withNext } from './task-pages.js';
import { taskPage, type Task, type TasksFilter } from './task-queries.js';
import { TaskRow } from './task-row.js';
import classes from './tasks.module.css';

// Must match tasks.module.css; row heights in rem.
const wideScreen = '(min-width: 75em)';
const rowHeights = { wide: 3.25, narrow: 8.5 };
const overscanRows = 8;

/**
 * A virtualized, endless list of tasks, newest first. Only the rows in view are rendered and only their pages are kept
 * up to date, so the hundred-thousandth task costs no more than the first.
 */
export function TaskList({ filter }: { filter: TasksFilter }) {
  const { t } = useTranslation(['tasks', 'common']);
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
  const itemsOf = useLastItems(pages, queries);
  useEffect(() => {
    setStarts((known) =>
      pages.reduce((soFar, page, at) => {
        const next = queries[at]?.data?.next_cursor;
        return next === undefined ? soFar : withNext(soFar, page, next);
      }, known),
    );
  }, [pages, queries]);

  const taskAt = (index: number): Task | undefined =>
    itemsOf(Math.floor(index / tasksPerPage))?.[index % tasksPerPage];
  const failed = queries.find(({ isError }) => isError);
  const isFullyLoaded = pageInCache(starts.at(-1))?.next_cursor === null;
  return (
    <>
      <Paper withBorder px={{ base: 'sm', sm: 'xs' }}>
        <div
          role="table"
          aria-label={t('common:place_tasks')}
          aria-rowcount={isFullyLoaded ? virtualizer.options.count + 1 : -1}
          className={classes.table}
        >
          <Headings />
          <div
            role="rowgroup"
            ref={listRef}
            className={classes.rows}
            style={{ height: virtualizer.getTotalSize() }}
          >
            {withKeys(rows, taskAt).map(({ key, index, start, task }) => (
              <TaskRow key={key} task={task} index={index} top={start - scrollMargin} />
            ))}
          </div>
        </div>
      </Paper>
      {failed && <ProblemAlert error={failed.error} retry={() => void failed.refetch()} />}
    </>
  );
}

function Headings() {
  const { t } = useTranslation(['tasks', 'common']);
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className={classes.heads}>
        {(['task', 'performer', 'fee', 'reward', 'status'] as const).map((column) => (
          <div key={column} role="columnheader" className={classes[column]}>
            {t(column)}
          </div>
        ))}
        <div role="columnheader">
          <VisuallyHidden>{t('action')}</VisuallyHidden>
        </div>
      </div>
    </div>
  );
}

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
  const [last, setLast] = useState(new Map<number, Task[]>());
  const changed = pages.flatMap((page, at) => {
    const items = queries[at]?.data?.items;
    return items && last.get(page) !== items ? [[page, items] as const] : [];
  });
  if (changed.length > 0) {
    setLast(new Map([...[...last].filter(([page]) => pages.includes(page)), ...changed]));
  }
  return (page: number) => last.get(page);
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
