import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
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
import { ScrollableTable } from '../components/scrollable-table.js';
import { QueryResult } from '../components/query-result.js';
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
  if (clients.length === 0) {
    return <EmptyState title={t('noClients')} />;
  }
  return (
    <ScrollableTable label={t('common:place_clients')} minWidth={760}>
      <Table aria-label={t('common:place_clients')} highlightOnHover verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('clientId')}</Table.Th>
            <Table.Th scope="col">{t('kind')}</Table.Th>
            <Table.Th scope="col">{t('audience')}</Table.Th>
            <Table.Th scope="col">{t('scopes')}</Table.Th>
            <Table.Th scope="col">{t('since')}</Table.Th>
            <Table.Th scope="col" ta="right">
              {t('actions')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {clients.map((client) => (
            <ClientRow key={client.id} client={client} onSecret={onSecret} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollableTable>
  );
}

interface ClientRowProps {
  client: Client;
  onSecret: (secret: IssuedSecret) => void;
}

function ClientRow({ client, onSecret }: ClientRowProps) {
  const { t } = useTranslation('people');
  const formats = useFormats();
  const { id, kind, audience, scopes, configured, created_at: since } = client;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} ff="monospace">
        {id}
      </Table.Th>
      <Table.Td>{t(`kind_${kind}`)}</Table.Td>
      <Table.Td ff="monospace">{audience}</Table.Td>
      <Table.Td>
        <Group gap={6}>
          {scopes.map((scope) => (
            <Badge key={scope} variant="default" tt="none" ff="monospace" fw={400}>
              {scope}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td className="figures">{since && formats.instant(since)}</Table.Td>
      <Table.Td>
        {configured ? (
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
        )}
      </Table.Td>
    </Table.Tr>
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
