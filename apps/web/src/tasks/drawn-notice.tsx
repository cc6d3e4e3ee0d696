import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LinkedAnchor } from '../components/linked-anchor.js';
import type { Task } from './task-queries.js';

interface DrawnNoticeProps {
  task: Task;
  /** Whether the task was assigned to the current user. */
  isSelf: boolean;
}

/** Tells the user who a task was assigned to, with a link to it. */
export function DrawnNotice({ task, isSelf }: DrawnNoticeProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const name = task.assigned_to.name ?? t('common:unknownName');
  return (
    <Stack gap={2} align="flex-start">
      <Text size="sm">{t(isSelf ? 'drawnYou' : 'drawn', { title: task.title, name })}</Text>
      <LinkedAnchor size="sm" to="/tasks/$uuid" params={{ uuid: task.uuid }}>
        {t('openTask')}
      </LinkedAnchor>
    </Stack>
  );
}
