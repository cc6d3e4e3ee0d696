import { Button } from '@mantine/core';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsReadOnly } from '../components/use-read-only.js';
import { useSignedIn } from '../session/use-session.js';
import { completions, useCompletion } from './own-completions.js';
import type { Task } from './task-queries.js';

/**
 * Completes the user's own task after a delay, during which the same button undoes it. It stays one button so that it
 * keeps the focus.
 */
export function CompleteButton({ task, size = 'compact-sm' }: { task: Task; size?: 'sm' | 'compact-sm' }) {
  const { t } = useTranslation(['tasks', 'common']);
  const isReadOnly = useIsReadOnly('tasks');
  const person = useSignedIn();
  const completion = useCompletion(task.uuid);
  if (task.assigned_to.uuid !== person.id || task.status === 'completed') {
    return null;
  }
  const isPending = completion === 'pending';
  const press = ({ detail }: MouseEvent) => {
    if (!isPending) {
      completions.schedule(task);
    } else if (detail < 2) {
      // The second click of a double click must not undo the first.
      completions.undo(task.uuid);
    }
  };
  return (
    <Button
      size={size}
      variant={isPending ? 'default' : 'light'}
      loading={completion === 'sending'}
      disabled={isReadOnly && !isPending}
      title={isReadOnly ? t('common:readOnlyTitle') : undefined}
      aria-label={t(isPending ? 'undoNamed' : 'completeNamed', { title: task.title })}
      onClick={press}
    >
      {t(isPending ? 'undoComplete' : 'complete')}
    </Button>
  );
}
