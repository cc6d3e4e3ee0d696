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
import { approvalQueue, approvalsKey } from './joining-queries.js';
import { peopleKey } from './people-queries.js';

/** Registrations that wait for an administrator's approval (A9). Renders nothing if there are none. */
export function Approvals() {
  const { t } = useTranslation('people');
  const formats = useFormats();
  const query = useInfiniteQuery(approvalQueue());
  const waiting = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.error) {
    return <ProblemAlert error={query.error} />;
  }
  if (waiting.length === 0) {
    return null;
  }
  const count = query.data?.pages.at(-1)?.waiting ?? waiting.length;
  const rows = waiting.map(({ uuid, name, email, confirmed_at: confirmedAt }) => ({
    key: uuid,
    cells: {
      name,
      email,
      confirmedAt: formats.instant(confirmedAt),
      actions: (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Accept uuid={uuid} name={name} />
          <Decline uuid={uuid} name={name} />
        </Group>
      ),
    },
  }));
  return (
    <Section title={t('approvals')} about={t('approvalsAbout')} actions={<Badge>{count}</Badge>}>
      <RecordTable
        label={t('approvals')}
        columns={[
          { name: 'name', label: t('name') },
          { name: 'email', label: t('email') },
          { name: 'confirmedAt', label: t('confirmedAt') },
          { name: 'actions', label: t('actions'), isNumber: true },
        ]}
        rows={rows}
      />
      <LoadMore query={query} />
    </Section>
  );
}

function Accept({ uuid, name }: { uuid: string; name: string }) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const accepting = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.POST('/registrations/{uuid}/accept', {
          body: { roles: ['employee'] },
          params: { path: { uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [approvalsKey, peopleKey],
  });
  const accept = async () => {
    try {
      await accepting.run(undefined);
    } catch {
      // The dialog shows the problem.
      open();
      return;
    }
    close();
    await notifyDone(t('accepted', { name }));
  };
  return (
    <>
      <Button
        size="xs"
        aria-label={t('acceptFor', { name })}
        loading={accepting.isRunning}
        onClick={() => void accept()}
      >
        {t('acceptPerson')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('acceptFor', { name })}
        action={t('acceptPerson')}
        isRunning={accepting.isRunning}
        error={accepting.error}
        onConfirm={() => void accept()}
        onClose={close}
      >
        {null}
      </Confirmation>
    </>
  );
}

function Decline({ uuid, name }: { uuid: string; name: string }) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const declining = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.POST('/registrations/{uuid}/decline', {
          params: { path: { uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [approvalsKey],
  });
  const openConfirmation = () => {
    declining.resetError();
    open();
  };
  const decline = async () => {
    try {
      await declining.run(undefined);
    } catch {
      return;
    }
    close();
    await notifyDone(t('declined', { name }));
  };
  return (
    <>
      <Button
        size="xs"
        variant="light"
        color="red"
        aria-label={t('declineFor', { name })}
        onClick={openConfirmation}
      >
        {t('declinePerson')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('declineTitle', { name })}
        action={t('declinePerson')}
        isDangerous
        isRunning={declining.isRunning}
        error={declining.error}
        onConfirm={() => void decline()}
        onClose={close}
      >
        <Text>{t('declineAbout')}</Text>
      </Confirmation>
    </>
  );
}
