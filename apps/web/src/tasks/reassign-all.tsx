import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { answerOf, once, tasks } from '../api/clients.js';
import { useCommand } from '../app/queries.js';
import { Confirmation } from '../parts/confirmation.js';
import { useFormats } from '../parts/formats.js';
import { useOpenOnceThere } from '../parts/later.js';
import { Shown } from '../parts/shown.js';
import { reassignmentsKey } from './reassignment-queries.js';
import { moneyKey, taskCounts, tasksKey } from './task-queries.js';

interface ReassignAllProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Asks before the performers of all open tasks are drawn anew, then goes where one sees it happen (T4). */
export function ReassignAll({ isOpen, onClose }: ReassignAllProps) {
  const { t } = useTranslation('tasks');
  const formats = useFormats();
  const navigate = useNavigate();
  const counts = useQuery({ ...taskCounts(undefined), enabled: isOpen });
  const count = counts.data?.unfinished;
  const reassign = useCommand({
    send: (_: undefined, key) => answerOf(tasks.PUT('/tasks/reassign', { headers: once(key) })),
    changes: [reassignmentsKey, tasksKey, moneyKey],
  });
  const close = () => {
    reassign.forgetError();
    onClose();
  };
  const confirm = async () => {
    const requested = await reassign.run(undefined).catch(() => undefined);
    if (requested) {
      close();
      await navigate({ to: '/reassignments/$id', params: { id: requested.id } });
    }
  };
  return (
    <Confirmation
      isOpen={useOpenOnceThere(isOpen)}
      title={t('reassignAll')}
      action={t('reassignNow')}
      isReady={count !== undefined && count > 0}
      isRunning={reassign.isRunning}
      error={reassign.error}
      onConfirm={() => void confirm()}
      onClose={close}
    >
      <Shown query={counts} lines={2}>
        {({ unfinished }) => (
          <Stack gap="xs">
            <Text fw={600}>
              {t('reassignCount', { count: unfinished, number: formats.number(unfinished) })}
            </Text>
            <Text>{t('reassignDetail')}</Text>
          </Stack>
        )}
      </Shown>
    </Confirmation>
  );
}
