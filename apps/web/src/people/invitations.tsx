import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { useFormats } from '../components/formats.js';
import { LoadMore } from '../components/load-more.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { ScrollableTable } from '../components/scrollable-table.js';
import { Section } from '../components/section.js';
import { notifyDone } from '../components/notify.js';
import { invitationsKey, openInvitations, type Invitation } from './joining-queries.js';
import { RoleBadges } from './role-badges.js';

/** Open invitations (A9), which can be resent or revoked. Renders nothing if there are none. */
export function Invitations() {
  const { t } = useTranslation('people');
  const query = useInfiniteQuery(openInvitations());
  const invitations = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.error) {
    return <ProblemAlert error={query.error} />;
  }
  if (invitations.length === 0) {
    return null;
  }
  return (
    <Section title={t('invitations')} about={t('invitationsAbout')}>
      <ScrollableTable label={t('invitations')} minWidth={620}>
        <Table aria-label={t('invitations')} verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('email')}</Table.Th>
              <Table.Th scope="col">{t('roles')}</Table.Th>
              <Table.Th scope="col">{t('expires')}</Table.Th>
              <Table.Th scope="col" ta="right">
                {t('actions')}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.uuid} invitation={invitation} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollableTable>
      <LoadMore query={query} />
    </Section>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation('people');
  const formats = useFormats();
  const { uuid, email, name, roles, state, expires_at: expiresAt } = invitation;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {email}
        {name !== null && (
          <Text size="sm" c="dimmed">
            {name}
          </Text>
        )}
      </Table.Th>
      <Table.Td>
        <RoleBadges roles={roles} />
      </Table.Td>
      <Table.Td className="figures">
        {state === 'expired' ? (
          <Badge variant="outline" tt="none">
            {t('expired')}
          </Badge>
        ) : (
          formats.instant(expiresAt)
        )}
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Resend uuid={uuid} email={email} />
          <Revoke uuid={uuid} email={email} />
        </Group>
      </Table.Td>
    </Table.Tr>
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
