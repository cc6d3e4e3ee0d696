import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { responseData, idempotencyHeader, tasks } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { fieldErrors } from '../components/field-errors.js';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { notifyDraw } from '../components/notify.js';
import { useSignedIn } from '../session/use-session.js';
import { DescriptionField } from './description-field.js';
import { readDescription } from './description.js';
import { DrawnNotice } from './drawn-notice.js';
import { noteRevealed } from './revealed-draws.js';
import { moneyKey, performersNamed, tasksKey } from './task-queries.js';

interface NewTaskProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Dialog that creates a task (T2). The draft is kept until the task is created, even across a reload. */
export function NewTask({ isOpen, onClose }: NewTaskProps) {
  const { t, i18n } = useTranslation(['tasks', 'common']);
  const person = useSignedIn();
  const [text, setText] = useSessionStorage({ key: `ates-new-task-${person.id}`, defaultValue: '' });
  // Their names pass by while the draw is shown.
  useQuery({ ...performersNamed(''), enabled: isOpen });
  const create = useCommand({
    send: (description: string, key) =>
      responseData(tasks.POST('/tasks', { body: { description }, headers: idempotencyHeader(key) })),
    changes: [tasksKey, moneyKey],
  });
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (create.isRunning || readDescription(text).refusal) {
      return;
    }
    const created = await create.run(text.trim()).catch(() => undefined);
    if (created) {
      setText('');
      onClose();
      noteRevealed(created.uuid);
      await notifyDraw(<DrawnNotice task={created} isSelf={created.assigned_to.uuid === person.id} />);
    }
  };
  const fieldError = fieldErrors(create.error, i18n)['description'];
  const close = () => {
    create.resetError();
    onClose();
  };
  return (
    <Modal
      opened={useOpenAfterMount(isOpen)}
      onClose={close}
      title={t('newTask')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={(event) => void send(event)}>
        <Stack gap="sm">
          <DescriptionField value={text} onChange={setText} error={fieldError} />
          {create.isOffline && (
            <Alert color="yellow" role="status">
              {t('createsOnceOnline')}
            </Alert>
          )}
          {create.error && !fieldError && <ProblemAlert error={create.error} />}
          <Group justify="space-between">
            <Text size="sm" c="dimmed" flex="1 1 12rem">
              {t('newTaskDraw')}
            </Text>
            <Button
              type="submit"
              loading={create.isRunning}
              disabled={readDescription(text).refusal !== undefined}
            >
              {t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
