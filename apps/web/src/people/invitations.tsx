import { Badge, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { useFormats } from '../components/formats.js';
import { LoadMore } from '../components/load-more.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { RecordTable } from '../components/record-table.js';
import { Section } from '../components/section.js';
import { notifyDone } from '../components/notify.js';
import { invitationsKey, openInvitations } from './joining-queries.js';
import { RoleBadges } from './role-badges.js';

/** Open invitations (A9), which can be resent or revoked. Renders nothing if there are none. */
export function Invitations() {
  const { t } = useTranslation('people');
  const formats = useFormats();
  const query = useInfiniteQuery(openInvitations());
  const invitations = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.error) {
    return <ProblemAlert error={query.error} />;
  }
  if (invitations.length === 0) {
    return null;
  }
  const rows = invitations.map(({ uuid, email, name, roles, state, expires_at: expiresAt }) => ({
    key: uuid,
    cells: {
      email: (
        <div>
          {email}
          {name !== null && (
            <Text size="sm" c="dimmed">
              {name}
            </Text>
          )}
        </div>
      ),
      roles: <RoleBadges roles={roles} />,
      expires:
        state === 'expired' ? (
          <Badge variant="outline" tt="none">
            {t('expired')}
          </Badge>
        ) : (
          formats.instant(expiresAt)
        ),
      actions: (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Resend uuid={uuid} email={email} />
          <Revoke uuid={uuid} email={email} />
        </Group>
      ),
    },
  }));
  return (
    <Section title={t('invitations')} about={t('invitationsAbout')}>
      <RecordTable
        label={t('invitations')}
        columns={[
          { name: 'email', label: t('email') },
          { name: 'roles', label: t('roles') },
          { name: 'expires', label: t('expires') },
          { name: 'actions', label: t('actions'), isNumber: true },
        ]}
        rows={rows}
      />
      <LoadMore query={query} />
    </Section>
  );
}

function Resend({ uuid, email }: { uuid: string; email: string }) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const sending = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.POST('/invitations/{uuid}/resend', {
          params: { path: { uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [invitationsKey],
  });
  const send = async () => {
    try {
      await sending.run(undefined);
    } catch {
      // The dialog shows the problem.
      open();
      return;
    }
    close();
    await notifyDone(t('resent', { email }));
  };
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={t('resendFor', { email })}
        loading={sending.isRunning}
        onClick={() => void send()}
      >
        {t('resend')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('resendFor', { email })}
        action={t('resend')}
        isRunning={sending.isRunning}
        error={sending.error}
        onConfirm={() => void send()}
        onClose={close}
      >
        {null}
      </Confirmation>
    </>
  );
}

function Revoke({ uuid, email }: { uuid: string; email: string }) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const revoking = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.POST('/invitations/{uuid}/revoke', {
          params: { path: { uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [invitationsKey],
  });
  const openConfirmation = () => {
    revoking.resetError();
    open();
  };
  const revoke = async () => {
    try {
      await revoking.run(undefined);
    } catch {
      return;
    }
    close();
    await notifyDone(t('revoked', { email }));
  };
  return (
    <>
      <Button
        size="xs"
        variant="light"
        color="red"
        aria-label={t('revokeFor', { email })}
        onClick={openConfirmation}
      >
        {t('revoke')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('revokeTitle', { email })}
        action={t('revoke')}
        isDangerous
        isRunning={revoking.isRunning}
        error={revoking.error}
        onConfirm={() => void revoke()}
        onClose={close}
      >
        <Text>{t('revokeAbout')}</Text>
      </Confirmation>
    </>
  );
}
