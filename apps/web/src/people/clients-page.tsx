import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LoadMore } from '../components/load-more.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { notifyDone } from '../components/notify.js';
import { clientsKey, clientsList, type Client } from './clients-queries.js';
import { NewClient } from './new-client.js';
import { ClientSecretDialog, type IssuedSecret } from './client-secret-dialog.js';

/** Service and device clients that obtain tokens of their own (A3, A4), for administrators. */
export function ClientsPage() {
  const { t } = useTranslation(['people', 'common']);
  const [isAdding, { open, close }] = useDisclosure();
  const [issued, setIssued] = useState<IssuedSecret>();
  const query = useInfiniteQuery(clientsList());
  const showSecret = (secret: IssuedSecret) => {
    close();
    setIssued(secret);
  };
  return (
    <Page
      title={t('common:place_clients')}
      about={t('aboutClients')}
      actions={<Button onClick={open}>{t('newClient')}</Button>}
    >
      <QueryResult query={query} lines={6}>
        {({ pages }) => <Clients clients={pages.flatMap(({ items }) => items)} onSecret={showSecret} />}
      </QueryResult>
      <LoadMore query={query} />
      <NewClient isOpen={isAdding} onClose={close} onCreated={showSecret} />
      <ClientSecretDialog issued={issued} onClose={() => setIssued(undefined)} />
    </Page>
  );
}

interface ClientsProps {
  clients: Client[];
  onSecret: (secret: IssuedSecret) => void;
}

function Clients({ clients, onSecret }: ClientsProps) {
  const { t } = useTranslation(['people', 'common']);
  const formats = useFormats();
  if (clients.length === 0) {
    return <EmptyState title={t('noClients')} />;
  }
  const rows = clients.map((client) => ({
    key: client.id,
    cells: {
      id: (
        <Text component="span" inherit ff="monospace">
          {client.id}
        </Text>
      ),
      kind: t(`kind_${client.kind}`),
      audience: (
        <Text component="span" inherit ff="monospace">
          {client.audience}
        </Text>
      ),
      scopes: <Scopes scopes={client.scopes} />,
      since: client.created_at && formats.instant(client.created_at),
      actions: <ClientActions client={client} onSecret={onSecret} />,
    },
  }));
  return (
    <RecordTable
      label={t('common:place_clients')}
      columns={[
        { name: 'id', label: t('clientId') },
        { name: 'kind', label: t('kind') },
        { name: 'audience', label: t('audience') },
        { name: 'scopes', label: t('scopes') },
        { name: 'since', label: t('since') },
        { name: 'actions', label: t('actions'), isNumber: true },
      ]}
      rows={rows}
    />
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  return (
    <Group gap={6}>
      {scopes.map((scope) => (
        <Badge key={scope} variant="default" tt="none" ff="monospace" fw={400}>
          {scope}
        </Badge>
      ))}
    </Group>
  );
}

interface ClientActionsProps {
  client: Client;
  onSecret: (secret: IssuedSecret) => void;
}

function ClientActions({ client: { id, configured }, onSecret }: ClientActionsProps) {
  const { t } = useTranslation('people');
  return configured ? (
    <Stack gap={2} align="flex-end">
      <Badge variant="outline" tt="none">
        {t('ownClient')}
      </Badge>
      <Text size="xs" c="dimmed" ta="right" maw={220}>
        {t('ownClientAbout')}
      </Text>
    </Stack>
  ) : (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <NewSecret id={id} onSecret={onSecret} />
      <DeleteClient id={id} />
    </Group>
  );
}

function NewSecret({ id, onSecret }: { id: string; onSecret: (secret: IssuedSecret) => void }) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const renewing = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.POST('/clients/{id}/secret', { params: { path: { id }, header: idempotencyHeader(key) } }),
      ),
    changes: [clientsKey],
  });
  const openConfirmation = () => {
    renewing.resetError();
    open();
  };
  const renew = async () => {
    try {
      const issued = await renewing.run(undefined);
      close();
      onSecret(issued);
    } catch {
      // The dialog shows the problem.
    }
  };
  return (
    <>
      <Button size="xs" variant="default" aria-label={t('newSecretFor', { id })} onClick={openConfirmation}>
        {t('newSecret')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('newSecretTitle', { id })}
        action={t('newSecret')}
        isDangerous
        isRunning={renewing.isRunning}
        error={renewing.error}
        onConfirm={() => void renew()}
        onClose={close}
      >
        <Text>{t('newSecretAbout')}</Text>
      </Confirmation>
    </>
  );
}

function DeleteClient({ id }: { id: string }) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const deleting = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.DELETE('/clients/{id}', { params: { path: { id }, header: idempotencyHeader(key) } }),
      ),
    changes: [clientsKey],
  });
  const openConfirmation = () => {
    deleting.resetError();
    open();
  };
  const remove = async () => {
    try {
      await deleting.run(undefined);
    } catch {
      return;
    }
    close();
    await notifyDone(t('clientDeleted', { id }));
  };
  return (
    <>
      <Button
        size="xs"
        variant="light"
        color="red"
        aria-label={t('deleteClientFor', { id })}
        onClick={openConfirmation}
      >
        {t('deleteClient')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('deleteClientTitle', { id })}
        action={t('deleteClient')}
        isDangerous
        isRunning={deleting.isRunning}
        error={deleting.error}
        onConfirm={() => void remove()}
        onClose={close}
      >
        <Text>{t('deleteClientAbout')}</Text>
      </Confirmation>
    </>
  );
}
