import { Button } from '@mantine/core';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsReadOnly } from '../components/use-read-only.js';
import { useSignedIn } from '../session/use-session.js';
import { completions, useCompletion } from './own-completions.js';
import type { Task } from './task-queries.js';

/**
 * Completes one's own task after a while in which it takes that back: the same button, so that the focus stays where it
 * is.
 */
export function CompleteButton({ task, size = 'compact-sm' }: { task: Task; size?: 'sm' | 'compact-sm' }) {
  const { t } = useTranslation(['tasks', 'common']);
  const isReadOnly = useIsReadOnly('tasks');
  const person = useSignedIn();
  const completion = useCompletion(task.uuid);
  if (task.assigned_to.uuid !== person.id || task.status === 'completed') {
    return null;
  }
  const isWaiting = completion === 'waiting';
  const press = ({ detail }: MouseEvent) => {
    if (!isWaiting) {
      completions.begin(task);
    } else if (detail < 2) {
      // The second press of a double click is no change of mind.
      completions.undo(task.uuid);
    }
  };
  return (
    <Button
      size={size}
      variant={isWaiting ? 'default' : 'light'}
      loading={completion === 'sending'}
      disabled={isReadOnly && !isWaiting}
      title={isReadOnly ? t('common:readOnlyTitle') : undefined}
      aria-label={t(isWaiting ? 'undoNamed' : 'completeNamed', { title: task.title })}
      onClick={press}
    >
      {t(isWaiting ? 'undoComplete' : 'complete')}
    </Button>
  );
}
