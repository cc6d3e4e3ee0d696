import { Badge, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { CompleteButton } from './complete-button.js';
import { PersonName } from './person-name.js';
import type { Task } from './task-queries.js';
import { TaskStatus } from './task-status.js';
import classes from './tasks.module.css';

interface TaskRowProps {
  /** Undefined while its page is being loaded. */
  task: Task | undefined;
  /** Index in the list, from 0. */
  index: number;
  /** Distance from the top of the list, in pixels. */
  top: number;
}

export const TaskRow = memo(function TaskRow({ task, index, top }: TaskRowProps) {
  return (
    // Rows count from 1, and the heading row is the first.
    <div
      role="row"
      aria-rowindex={index + 2}
      className={index === 0 ? `${classes.row} ${classes.first}` : classes.row}
      style={{ transform: `translateY(${top}px)` }}
    >
      {task ? <Cells task={task} /> : <LoadingRow />}
    </div>
  );
});

function Cells({ task }: { task: Task }) {
  return (
    <>
      <div role="cell" className={classes.task}>
        {task.jira_id !== null && (
          <Badge variant="default" radius="sm" tt="none" className={classes.key} title={task.jira_id}>
            {task.jira_id}
          </Badge>
        )}
        <Link to="/tasks/$uuid" params={{ uuid: task.uuid }} className={classes.title} title={task.title}>
          {task.title}
        </Link>
      </div>
      <div role="cell" className={classes.performer}>
        <PersonName person={task.assigned_to} />
      </div>
      <Price task={task} />
      <div role="cell" className={classes.status}>
        <TaskStatus task={task} />
      </div>
      <div role="cell" className={classes.action}>
        <CompleteButton task={task} />
      </div>
    </>
  );
}

function Price({ task: { fee, reward, currency } }: { task: Task }) {
  const { t } = useTranslation('tasks');
  const formats = useFormats();
  if (fee === null || reward === null || currency === null) {
    return (
      <div role="cell" aria-colspan={2} className={`${classes.money} ${classes.quiet}`}>
        <span className={classes.pricing}>{t('priceIsComing')}</span>
      </div>
    );
  }
  return (
    <div role="presentation" className={classes.money}>
      <div role="cell" className={classes.amount}>
        <span className={classes.label}>{t('fee')}</span>
        {formats.money(fee, currency)}
      </div>
      <div role="cell" className={classes.amount}>
        <span className={classes.label}>{t('reward')}</span>
        {formats.money(reward, currency)}
      </div>
    </div>
  );
}

function LoadingRow() {
  return (
    <div role="cell" className={classes.task}>
      <Skeleton height={16} width="60%" />
    </div>
  );
}
