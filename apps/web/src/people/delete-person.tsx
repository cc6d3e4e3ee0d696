import { Alert, Button, Group, List, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { notifyDone } from '../components/notify.js';
import { peopleKey, taskCountsOf, type PersonData } from './people-queries.js';
import { Section } from '../components/section.js';

interface DeletePersonProps {
  person: PersonData;
  isSelf: boolean;
}

/** Deletes a person, after a dialog that explains what happens to their tasks and money. */
export function DeletePerson({ person: { uuid, name }, isSelf }: DeletePersonProps) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const counts = useQuery(taskCountsOf(uuid));
  const deleting = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.DELETE('/users/{uuid}', { params: { path: { uuid }, header: idempotencyHeader(key) } }),
      ),
    changes: [
      [...peopleKey, 'list'],
      ['tasks', 'tasks'],
    ],
  });
  const openConfirmation = () => {
    setTyped('');
    deleting.resetError();
    open();
  };
  const remove = async () => {
    try {
      await deleting.run(undefined);
    } catch {
      return;
    }
    await navigate({ to: '/people' });
    await notifyDone(t('personDeleted', { name }));
  };
  const openTasks = counts.data?.unfinished;
  return (
    <Section title={t('deletePerson')} about={t('deleteAbout')}>
      <Group justify="flex-end">
        <Button variant="light" color="red" onClick={openConfirmation}>
          {t('deletePerson')}
        </Button>
      </Group>
      <Confirmation
        isOpen={isConfirming}
        title={t('deleteTitle', { name })}
        action={t('deletePerson')}
        isDangerous
        isReady={typed.trim() === name && !counts.isPending}
        isRunning={deleting.isRunning}
        error={deleting.error}
        onConfirm={() => void remove()}
        onClose={close}
      >
        {isSelf && <Alert color="red">{t('deleteOneself')}</Alert>}
        <List spacing="xs">
          <List.Item>{t('deleteSignsOut', { name })}</List.Item>
          <List.Item>
            {openTasks === undefined ? t('tasksNotKnown') : t('deleteTasks', { count: openTasks })}
          </List.Item>
          <List.Item>{t('deleteBooks')}</List.Item>
          <List.Item>{t('deleteForGood')}</List.Item>
        </List>
        <TextInput
          label={t('typeName', { name })}
          autoComplete="off"
          data-autofocus
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </Confirmation>
    </Section>
  );
}
