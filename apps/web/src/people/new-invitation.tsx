import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { fieldErrors, isFormError } from '../components/field-errors.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { notifyDone } from '../components/notify.js';
import { useKeptForm } from '../components/use-kept-form.js';
import type { Role } from '../session/roles.js';
import { invitationsKey } from './joining-queries.js';
import { EmailInput, RolesInput } from './person-fields.js';

const languages = { en: 'English', ru: 'Русский' } as const;

type MailLanguage = keyof typeof languages;

interface NewInvitationData {
  email: string;
  roles: Role[];
  language: MailLanguage;
  name?: string;
}

/** Dialog that invites a person by e-mail (A9). What is typed is kept until the invitation is sent. */
export function NewInvitation({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('invite')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <NewInvitationForm onClose={onClose} />
    </Modal>
  );
}

function NewInvitationForm({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation('people');
  const { t: common } = useTranslation();
  const inviting = useCommand({
    send: (body: NewInvitationData, key) =>
      responseData(auth.POST('/invitations', { body, params: { header: idempotencyHeader(key) } })),
    changes: [invitationsKey],
  });
  const language: MailLanguage = i18n.language.startsWith('ru') ? 'ru' : 'en';
  const { form, forget } = useKeptForm('new-invitation', {
    initialValues: { email: '', name: '', roles: ['employee'] as Role[], language },
    validate: {
      email: (email) => (email.trim() === '' ? t('emailNeeded') : null),
      roles: (roles) => (roles.length === 0 ? t('rolesNeeded') : null),
    },
  });
  const invite = async ({ name, ...rest }: typeof form.values) => {
    try {
      const { email } = await inviting.run(name.trim() === '' ? rest : { ...rest, name });
      forget();
      onClose();
      await notifyDone(t('invited', { email }));
    } catch (error) {
      form.setErrors(fieldErrors(error, i18n));
    }
  };
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void invite(values))}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('inviteAbout')}
        </Text>
        <EmailInput
          value={form.values.email}
          error={form.errors['email']}
          onChange={(email) => form.setFieldValue('email', email)}
        />
        <TextInput
          label={t('nameOptional')}
          maxLength={200}
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <RolesInput
          value={form.values.roles}
          error={form.errors['roles']}
          onChange={(roles) => form.setFieldValue('roles', roles)}
        />
        <NativeSelect
          label={t('mailLanguage')}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('language')}
        />
        {isFormError(inviting.error, i18n) && <ProblemAlert error={inviting.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" loading={inviting.isRunning}>
            {t('sendInvitation')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
