import { Box, Button, Divider, FileInput, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState, type DragEvent, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { fieldErrors, isFormError } from '../components/field-errors.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { notifyDone } from '../components/notify.js';
import { beakOf } from './beak.js';
import { minPasswordLength } from './new-person.js';
import type { PersonData } from './people-queries.js';
import { Section } from '../components/section.js';

interface PersonCredentialsProps {
  person: PersonData;
  isSelf: boolean;
}

/** Sets a person's credentials: password and beak. */
export function PersonCredentials(props: PersonCredentialsProps) {
  const { t } = useTranslation('people');
  return (
    <Section title={t('signInWith')}>
      <PasswordForm {...props} />
      <Divider />
      <BeakForm {...props} />
    </Section>
  );
}

function PasswordForm({ person: { uuid, name }, isSelf }: PersonCredentialsProps) {
  const { t, i18n } = useTranslation('people');
  const [password, setPassword] = useState('');
  const [isTooShort, setTooShort] = useState(false);
  const setting = useCommand({
    send: (chosen: string, key) =>
      responseData(
        auth.PUT('/users/{uuid}/credentials/password', {
          body: { password: chosen },
          params: { path: { uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [],
  });
  const submit = async () => {
    setTooShort(password.length < minPasswordLength);
    if (password.length < minPasswordLength) {
      return;
    }
    try {
      await setting.run(password);
    } catch {
      return;
    }
    setPassword('');
    await notifyDone(t('passwordSet', { name }));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      <Stack gap="sm">
        <PasswordInput
          label={t('newPassword')}
          description={isSelf ? t('setOwnPasswordAbout') : t('setPasswordAbout', { name })}
          autoComplete="new-password"
          value={password}
          error={isTooShort ? t('passwordNeeded') : fieldErrors(setting.error, i18n)['password']}
          onChange={({ currentTarget }) => {
            setPassword(currentTarget.value);
            setTooShort(false);
          }}
        />
        {isFormError(setting.error, i18n) && <ProblemAlert error={setting.error} />}
        <Group justify="flex-end" gap="sm">
          <MailResetLink uuid={uuid} name={name} />
          <Button type="submit" variant="default" disabled={password === ''} loading={setting.isRunning}>
            {t('setPassword')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Mails the person a link to choose a new password themselves (A9). */
function MailResetLink({ uuid, name }: { uuid: string; name: string }) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const sending = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.POST('/users/{uuid}/password-reset', {
          params: { path: { uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [],
  });
  const openConfirmation = () => {
    sending.resetError();
    open();
  };
  const send = async () => {
    try {
      await sending.run(undefined);
    } catch {
      return;
    }
    close();
    await notifyDone(t('resetLinkSent', { name }));
  };
  return (
    <>
      <Button variant="subtle" onClick={openConfirmation}>
        {t('sendResetLink')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('sendResetLinkTitle', { name })}
        action={t('sendResetLink')}
        isRunning={sending.isRunning}
        error={sending.error}
        onConfirm={() => void send()}
        onClose={close}
      >
        <Text>{t('sendResetLinkAbout')}</Text>
      </Confirmation>
    </>
  );
}

function BeakForm({ person: { uuid, name } }: PersonCredentialsProps) {
  const { t, i18n } = useTranslation('people');
  const [photo, setPhoto] = useState<File | null>(null);
  const [isUnreadable, setUnreadable] = useState(false);
  const saving = useCommand({
    send: (beak: string, key) =>
      responseData(
        auth.PUT('/users/{uuid}/credentials/beak', {
          body: { beak },
          params: { path: { uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [],
  });
  const save = async (chosen: File) => {
    const beak = await beakOf(chosen).catch(() => undefined);
    setUnreadable(beak === undefined);
    if (beak === undefined) {
      return;
    }
    try {
      await saving.run(beak);
    } catch {
      return;
    }
    setPhoto(null);
    await notifyDone(t('beakGiven', { name }));
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setPhoto(event.dataTransfer.files[0] ?? null);
  };
  return (
    <Stack gap="sm">
      <Stack gap={2}>
        <Title order={3} size="h5">
          {t('beak')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('beakAbout')}
        </Text>
      </Stack>
      {isSecureContext ? (
        <Box onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
          <FileInput
            label={t('beakPhoto')}
            placeholder={t('choosePhoto')}
            accept="image/*"
            clearable
            clearButtonProps={{ 'aria-label': t('clearPhoto') }}
            value={photo}
            error={isUnreadable && t('photoUnreadable')}
            onChange={setPhoto}
          />
        </Box>
      ) : (
        <Text size="sm">{t('beakNotSecure')}</Text>
      )}
      {isFormError(saving.error, i18n) && <ProblemAlert error={saving.error} />}
      <Group justify="flex-end" gap="sm">
        <RemoveBeak uuid={uuid} name={name} />
        <Button
          variant="default"
          disabled={!photo}
          loading={saving.isRunning}
          onClick={() => photo && void save(photo)}
        >
          {t('giveBeak')}
        </Button>
      </Group>
    </Stack>
  );
}

function RemoveBeak({ uuid, name }: { uuid: string; name: string }) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const removing = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.DELETE('/users/{uuid}/credentials/beak', {
          params: { path: { uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [],
  });
  const openConfirmation = () => {
    removing.resetError();
    open();
  };
  const remove = async () => {
    try {
      await removing.run(undefined);
    } catch {
      return;
    }
    close();
    await notifyDone(t('beakTaken', { name }));
  };
  return (
    <>
      <Button variant="subtle" color="red" onClick={openConfirmation}>
        {t('takeBeak')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('takeBeakTitle', { name })}
        action={t('takeBeak')}
        isDangerous
        isRunning={removing.isRunning}
        error={removing.error}
        onConfirm={() => void remove()}
        onClose={close}
      >
        <Text>{t('takeBeakAbout', { name })}</Text>
      </Confirmation>
    </>
  );
}
