import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { responseData, idempotencyHeader, tasks } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { useFormats } from '../components/formats.js';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import { notifyDraw } from '../components/notify.js';
import { useSignedIn } from '../session/use-session.js';
import { DrawnNotice } from './drawn-notice.js';
import { noteRevealed } from './revealed-draws.js';
import { moneyKey, tasksKey, type Task } from './task-queries.js';

interface RedrawProps {
  task: Task;
  isOpen: boolean;
  onClose: () => void;
}

/** Confirmation dialog for drawing a new performer for one task (T5). */
export function Redraw({ task, isOpen, onClose }: RedrawProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const person = useSignedIn();
  const { money } = useFormats();
  const redraw = useCommand({
    send: (uuid: string, key) =>
      responseData(
        tasks.PUT('/tasks/{uuid}/assign', { params: { path: { uuid } }, headers: idempotencyHeader(key) }),
      ),
    changes: [tasksKey, moneyKey],
  });
  const close = () => {
    redraw.resetError();
    onClose();
  };
  const confirm = async () => {
    const drawn = await redraw.run(task.uuid).catch(() => undefined);
    if (drawn) {
      close();
      noteRevealed(drawn.uuid);
      await notifyDraw(<DrawnNotice task={drawn} isSelf={drawn.assigned_to.uuid === person.id} />);
    }
  };
  const { fee, currency } = task;
  const isOwn = task.assigned_to.uuid === person.id;
  return (
    <Confirmation
      isOpen={useOpenAfterMount(isOpen)}
      title={t('redrawTitle')}
      action={t('redrawNow')}
      isRunning={redraw.isRunning}
      error={redraw.error}
      onConfirm={() => void confirm()}
      onClose={close}
    >
      <Stack gap="xs">
        <Text>
          {isOwn
            ? t('redrawDetailYou')
            : t('redrawDetail', { name: task.assigned_to.name ?? t('common:unknownName') })}
        </Text>
        <Text>
          {fee === null || currency === null
            ? t('redrawFeeComing')
            : t('redrawFee', { fee: money(fee, currency) })}
        </Text>
      </Stack>
    </Confirmation>
  );
}
