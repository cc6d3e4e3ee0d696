import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { fieldErrors, isFormError } from '../components/field-errors.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { notifyDone } from '../components/notify.js';
import { useKeptForm } from '../components/use-kept-form.js';
import type { Role } from '../session/roles.js';
import { detailsOf, type DetailRow, type Details } from './details.js';
import { DetailsInput } from './details-input.js';
import { peopleKey } from './people-queries.js';
import { EmailInput, NameInput, RolesInput } from './person-fields.js';

interface NewPersonValues {
  name: string;
  email: string;
  details: readonly DetailRow[];
  roles: Role[];
  password: string;
}

interface NewPersonData {
  name: string;
  email: string;
  roles: Role[];
  details: Details;
  password?: string;
}

export const minPasswordLength = 10;

/** Dialog that adds a person, with an optional initial password. All but the password is kept until the person is added. */
export function NewPerson({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('newPerson')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <NewPersonForm onClose={onClose} />
    </Modal>
  );
}

function NewPersonForm({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation('people');
  const { t: common } = useTranslation();
  const adding = useCommand({
    send: (body: NewPersonData, key) =>
      responseData(auth.POST('/users', { body, params: { header: idempotencyHeader(key) } })),
    changes: [peopleKey],
  });
  const { form, forget } = useKeptForm<NewPersonValues>('new-person', {
    secrets: ['password'],
    initialValues: { name: '', email: '', roles: ['employee'], details: [], password: '' },
    validate: {
      name: (name) => (name.trim() === '' ? t('nameNeeded') : null),
      email: (email) => (email.trim() === '' ? t('emailNeeded') : null),
      roles: (roles) => (roles.length === 0 ? t('rolesNeeded') : null),
      details: (details) => (detailsOf(details) === undefined ? t('detailsWrong') : null),
      password: (password) =>
        password !== '' && password.length < minPasswordLength ? t('passwordNeeded') : null,
    },
  });
  const add = async ({ details, password, ...rest }: NewPersonValues) => {
    try {
      const data = { ...rest, details: detailsOf(details) ?? {} };
      const person = await adding.run(password === '' ? data : { ...data, password });
      forget();
      onClose();
      await notifyDone(t('personAdded', { name: person.name }));
    } catch (error) {
      form.setErrors(fieldErrors(error, i18n));
    }
  };
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void add(values))}>
      <Stack gap="md">
        <NameInput
          value={form.values.name}
          error={form.errors['name']}
          onChange={(name) => form.setFieldValue('name', name)}
        />
        <EmailInput
          value={form.values.email}
          error={form.errors['email']}
          onChange={(email) => form.setFieldValue('email', email)}
        />
        <RolesInput
          value={form.values.roles}
          error={form.errors['roles']}
          onChange={(roles) => form.setFieldValue('roles', roles)}
        />
        <DetailsInput
          rows={form.values.details}
          error={form.errors['details']}
          onChange={(rows) => form.setFieldValue('details', rows)}
        />
        <PasswordInput
          label={t('password')}
          description={t('passwordAbout')}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        {isFormError(adding.error, i18n) && <ProblemAlert error={adding.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" loading={adding.isRunning}>
            {t('addPerson')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
