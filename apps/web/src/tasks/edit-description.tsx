import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { responseData, idempotencyHeader, tasks } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { fieldErrors } from '../components/field-errors.js';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { notifyDone } from '../components/notify.js';
import { DescriptionField } from './description-field.js';
import { readDescription } from './description.js';
import { tasksKey, type Task } from './task-queries.js';

interface EditDescriptionProps {
  task: Task;
  isOpen: boolean;
  onClose: () => void;
}

/** Dialog in which a task's author, a manager or an administrator edits its description (T6). */
export function EditDescription({ task, isOpen, onClose }: EditDescriptionProps) {
  const { t, i18n } = useTranslation(['tasks', 'common']);
  // Undefined until the user types, so that the field follows changes of the task until then.
  const [typed, setTyped] = useState<string>();
  const text = typed ?? task.description;
  const change = useCommand({
    send: (description: string, key) =>
      responseData(
        tasks.PATCH('/tasks/{uuid}', {
          params: { path: { uuid: task.uuid } },
          body: { description },
          headers: idempotencyHeader(key),
        }),
      ),
    changes: [tasksKey],
  });
  const isRefused = readDescription(text).refusal !== undefined;
  const close = () => {
    change.resetError();
    onClose();
  };
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!isRefused && !change.isRunning && (await change.run(text.trim()).catch(() => undefined))) {
      setTyped(undefined);
      close();
      await notifyDone(t('edited'));
    }
  };
  const fieldError = fieldErrors(change.error, i18n)['description'];
  return (
    <Modal
      opened={useOpenAfterMount(isOpen)}
      onClose={close}
      title={t('editTitle')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={(event) => void send(event)}>
        <Stack gap="sm">
          <DescriptionField value={text} onChange={setTyped} error={fieldError} />
          {change.error && !fieldError && <ProblemAlert error={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={change.isRunning} disabled={isRefused}>
              {t('common:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
