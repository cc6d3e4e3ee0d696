import { Button, Group, Modal, Stack, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { fieldErrors, isFormError } from '../components/field-errors.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useKeptForm } from '../components/use-kept-form.js';
import { clientsKey } from './clients-queries.js';
import type { IssuedSecret } from './client-secret-dialog.js';

interface NewClientValues {
  id: string;
  audience: string;
  scopes: string[];
}

interface NewClientData {
  id: string;
  scopes: string[];
  audience?: string;
}

const idPattern = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** Scopes that this system's routes require of service clients (docs/access.md). */
const knownScopes = [
  'users:read',
  'tasks:read',
  'accounts:read',
  'events:read',
  'parked-messages:read',
  'metrics:read',
];

interface NewClientProps {
  isOpen: boolean;
  onClose: () => void;
  onCreated: (secret: IssuedSecret) => void;
}

/** Dialog that creates a service client. What is typed is kept until it is created. */
export function NewClient({ isOpen, onClose, onCreated }: NewClientProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('newClient')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <NewClientForm onClose={onClose} onCreated={onCreated} />
    </Modal>
  );
}

function NewClientForm({ onClose, onCreated }: Omit<NewClientProps, 'isOpen'>) {
  const { t, i18n } = useTranslation('people');
  const { t: common } = useTranslation();
  const creating = useCommand({
    send: (body: NewClientData, key) =>
      responseData(auth.POST('/clients', { body, params: { header: idempotencyHeader(key) } })),
    changes: [clientsKey],
  });
  const { form, forget } = useKeptForm<NewClientValues>('new-client', {
    initialValues: { id: '', audience: '', scopes: [] },
    validate: {
      id: (id) => (idPattern.test(id) ? null : t('clientIdWrong')),
      scopes: (scopes) => (scopes.length === 0 ? t('scopesNeeded') : null),
    },
  });
  const create = async ({ id, scopes, audience }: NewClientValues) => {
    try {
      const secret = await creating.run(
        audience.trim() === '' ? { id, scopes } : { id, scopes, audience: audience.trim() },
      );
      forget();
      onCreated(secret);
    } catch (error) {
      form.setErrors(fieldErrors(error, i18n));
    }
  };
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void create(values))}>
      <Stack gap="md">
        <TextInput
          label={t('clientId')}
          description={t('clientIdAbout')}
          required
          maxLength={100}
          autoComplete="off"
          {...form.getInputProps('id')}
        />
        <TagsInput
          label={t('scopes')}
          description={t('scopesAbout')}
          required
          data={knownScopes}
          maxTags={50}
          {...form.getInputProps('scopes')}
        />
        <TextInput
          label={t('audience')}
          description={t('audienceAbout')}
          maxLength={200}
          autoComplete="off"
          {...form.getInputProps('audience')}
        />
        {isFormError(creating.error, i18n) && <ProblemAlert error={creating.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" loading={creating.isRunning}>
            {t('makeClient')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
