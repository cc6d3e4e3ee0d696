import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCompletion } from './own-completions.js';
import type { Task } from './task-queries.js';

const colors = { saving: 'gray', open: 'blue', completed: 'teal' } as const;

/** Status badge of a task, including a completion pending in this tab. */
export function TaskStatus({ task, size = 'md' }: { task: Task; size?: 'sm' | 'md' }) {
  const { t } = useTranslation('tasks');
  const completion = useCompletion(task.uuid);
  if (completion && task.status !== 'completed') {
    return (
      <Badge size={size} variant="light" color="teal">
        {t('completing')}
      </Badge>
    );
  }
  if (task.waits_for_performer && task.status !== 'completed') {
    return (
      <Badge size={size} variant="light" color="orange" title={t('waitsDetail')}>
        {t('waits')}
      </Badge>
    );
  }
  return (
    <Badge size={size} variant="light" color={colors[task.status]} title={t(`statusDetail_${task.status}`)}>
      {t(`status_${task.status}`)}
    </Badge>
  );
}
