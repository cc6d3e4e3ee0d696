import { Badge, Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { Initials } from '../components/initials.js';
import { localeOf } from '../i18n/i18n.js';
import { useSignedIn } from '../session/use-session.js';
import { CompleteButton } from '../tasks/complete-button.js';
import { useCompletion } from '../tasks/own-completions.js';
import type { Task } from '../tasks/task-queries.js';
import { ago } from './time-left.js';
import classes from './today.module.css';

interface TodayRowProps {
  task: Task;
  /** The present time, in milliseconds. */
  now: number;
  isSelected: boolean;
  onSelect: (uuid: string) => void;
}

/** A task in one dense line: who, key, title, age, fee and reward, and the button to complete it. */
export const TodayRow = memo(function TodayRow({ task, now, isSelected, onSelect }: TodayRowProps) {
  const { t, i18n } = useTranslation(['today', 'common']);
  const { exactInstant } = useFormats();
  const self = useSignedIn();
  const completion = useCompletion(task.uuid);
  const isOwn = task.assigned_to.uuid === self.id;
  const isOpen = task.status !== 'completed';
  const at = task.completed_at ?? task.assigned_at;
  // In their own list, people know who the tasks are assigned to.
  const shown = isOwn ? task.author : task.assigned_to;
  const name = shown.uuid === self.id ? self.name : (shown.name ?? t('common:unknownName'));
  return (
    <li className={classes.row} data-task={task.uuid} data-completing={completion !== undefined || !isOpen}>
      <span className={classes.select}>
        {isOwn && isOpen && (
          <Checkbox
            size="xs"
            aria-label={t('selectNamed', { title: task.title })}
            checked={isSelected}
            onChange={() => onSelect(task.uuid)}
          />
        )}
      </span>
      <Initials name={name} title={t(isOwn ? 'createdBy' : 'assignedTo', { name })} />
      <span className={classes.text}>
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
          from="/today"
          to="/today"
          search={(before) => ({ ...before, task: task.uuid })}
          resetScroll={false}
          className={classes.title}
          title={task.title}
          data-open-task
        >
          {task.title}
        </Link>
      </span>
      <time dateTime={at} title={exactInstant(at)} className={classes.age}>
        {ago(at, now, localeOf(i18n.language))}
      </time>
      <Price task={task} />
      <span className={classes.action}>
        <CompleteButton task={task} />
      </span>
    </li>
  );
});

function Price({ task: { fee, reward, currency, status } }: { task: Task }) {
  const { t } = useTranslation('today');
  const { money } = useFormats();
  if (fee === null || reward === null || currency === null) {
    return <span className={classes.price}>{t('priceIsComing')}</span>;
  }
  const [paid, earned] = [money(fee, currency), money(reward, currency)];
  return (
    <span
      className={classes.price}
      role="img"
      aria-label={t(status === 'completed' ? 'priceEarned' : 'price', { fee: paid, reward: earned })}
    >
      {paid} <span className={classes.arrow}>→</span> <b>{earned}</b>
    </span>
  );
}
