import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LinkedAnchor } from '../components/linked-anchor.js';
import type { Task } from './task-queries.js';

interface DrawnNoticeProps {
  task: Task;
  /** Whether whoever reads it was drawn. */
  isSelf: boolean;
}

/** Says to whom a task fell, with the way to it. */
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
