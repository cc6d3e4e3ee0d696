import { Badge, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ago } from '../components/ago.js';
import { useFormats } from '../components/formats.js';
import { Initials } from '../components/initials.js';
import { localeOf } from '../i18n/i18n.js';
import { useSignedIn } from '../session/use-session.js';
import { CompleteButton } from './complete-button.js';
import { useCompletion } from './own-completions.js';
import { PersonName } from './person-name.js';
import { isOwnOpen } from './selection.js';
import type { Task } from './task-queries.js';
import { TaskStatus } from './task-status.js';
import classes from './task-row.module.css';

interface TaskRowProps {
  /** Undefined while its page is being loaded. */
  task: Task | undefined;
  /** The present time, in milliseconds. */
  now: number;
  isSelected: boolean;
  onSelect: (task: Task) => void;
  /**
   * Index in a virtualized table, from 0. A row of a table also says whose the task is and what its status is, and its age
   * counts from its creation. Without an index, it is an item of a list under a heading that says so, and its age counts
   * from when it came there.
   */
  index?: number;
  /** Distance from the top of the table, in pixels. */
  top?: number;
}

/** A task in one dense line: key, title, who, age, fee and reward, and the button to complete it. */
export const TaskRow = memo(function TaskRow({ index, top = 0, ...props }: TaskRowProps) {
  const { task } = props;
  const completion = useCompletion(task?.uuid ?? '');
  const isDone = completion !== undefined || task?.status === 'completed';
  const data = { 'data-task': task?.uuid, 'data-done': isDone };
  if (index === undefined) {
    return (
      <li className={classes.row} {...data}>
        {task && <Cells {...props} task={task} isInTable={false} />}
      </li>
    );
  }
  return (
    // Rows count from 1, and the heading row is the first.
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${classes.row} ${classes.ofTable}`}
      style={{ transform: `translateY(${top}px)` }}
      {...data}
    >
      {task ? <Cells {...props} task={task} isInTable /> : <LoadingRow />}
    </div>
  );
});

interface CellsProps extends Omit<TaskRowProps, 'index' | 'top'> {
  task: Task;
  isInTable: boolean;
}

function Cells({ task, now, isSelected, onSelect, isInTable }: CellsProps) {
  const { t } = useTranslation('tasks');
  const self = useSignedIn();
  const cell = isInTable ? 'cell' : undefined;
  return (
    <>
      <span role={cell} className={classes.select}>
        {isOwnOpen(task, self.id) && (
          // A plain one: Mantine's would be a fiftieth of all that the first page loads.
          <input
            type="checkbox"
            className={classes.checkbox}
            aria-label={t('selectNamed', { title: task.title })}
            checked={isSelected}
            onChange={() => onSelect(task)}
          />
        )}
      </span>
      <span role={cell} className={classes.text}>
        {task.jira_id !== null && (
          <Badge
            variant="default"
            radius="sm"
            size="sm"
            tt="none"
            className={classes.key}
            title={task.jira_id}
          >
            {task.jira_id}
          </Badge>
        )}
        <Link
          to="."
          search={(before: object) => ({ ...before, task: task.uuid })}
          resetScroll={false}
          className={classes.title}
          title={task.title}
          data-open-task
        >
          {task.title}
        </Link>
      </span>
      <span role={cell} className={classes.person}>
        <Person task={task} isInTable={isInTable} />
      </span>
      <Age at={isInTable ? task.created_at : (task.completed_at ?? task.assigned_at)} now={now} cell={cell} />
      <Price task={task} cell={cell} />
      <span role={cell} className={classes.action}>
        {isInTable && !isOwnOpen(task, self.id) ? (
          <Status task={task} now={now} />
        ) : (
          <CompleteButton task={task} />
        )}
      </span>
    </>
  );
}

/** The initials of the assignee and, in a table, the name. In a list of their own, people see who created the task. */
function Person({ task, isInTable }: { task: Task; isInTable: boolean }) {
  const { t } = useTranslation(['tasks', 'common']);
  const self = useSignedIn();
  const isAuthor = !isInTable && task.assigned_to.uuid === self.id;
  const person = isAuthor ? task.author : task.assigned_to;
  const name = person.uuid === self.id ? self.name : (person.name ?? t('common:unknownName'));
  return (
    <>
      <Initials
        name={name}
        title={t(isAuthor ? 'createdBy' : 'assignedTo', { name })}
        isDecoration={isInTable}
      />
      {isInTable && (
        <span className={classes.name} title={name}>
          <PersonName person={person} />
        </span>
      )}
    </>
  );
}

interface CellProps {
  cell: 'cell' | undefined;
}

function Age({ at, now, cell }: CellProps & { at: string; now: number }) {
  const { i18n } = useTranslation();
  const { exactInstant } = useFormats();
  return (
    <span role={cell} className={classes.age}>
      <time dateTime={at} title={exactInstant(at)}>
        {ago(at, now, localeOf(i18n.language))}
      </time>
    </span>
  );
}

function Price({ task: { fee, reward, currency, status }, cell }: CellProps & { task: Task }) {
  const { t } = useTranslation('tasks');
  const { money } = useFormats();
  let price: ReactNode = t('priceIsComing');
  if (fee !== null && reward !== null && currency !== null) {
    const [paid, earned] = [money(fee, currency), money(reward, currency)];
    price = (
      <span
        role="img"
        aria-label={t(status === 'completed' ? 'priceEarned' : 'price', { fee: paid, reward: earned })}
      >
        {paid} <span className={classes.arrow}>→</span> <b>{earned}</b>
      </span>
    );
  }
  return (
    <span role={cell} className={classes.price}>
      {price}
    </span>
  );
}

/** The status of a task that the reader cannot complete; for a completed one, when that was. */
function Status({ task, now }: { task: Task; now: number }) {
  const { t, i18n } = useTranslation('tasks');
  const { exactInstant } = useFormats();
  if (task.completed_at === null) {
    return <TaskStatus task={task} size="sm" />;
  }
  return (
    <Badge
      variant="light"
      color="teal"
      size="sm"
      tt="none"
      title={`${t('status_completed')}: ${exactInstant(task.completed_at)}`}
    >
      {t('doneAgo', { when: ago(task.completed_at, now, localeOf(i18n.language)) })}
    </Badge>
  );
}

function LoadingRow() {
  return (
    <span role="cell" aria-colspan={6} className={classes.loading}>
      <Skeleton height="0.75rem" width="60%" radius="xl" />
    </span>
  );
}
