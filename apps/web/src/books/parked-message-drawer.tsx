import { Button, Code, Drawer, Group, Stack, Switch, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Service } from '../api/services.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { DownloadButton } from '../components/downloads.js';
import { useFormats } from '../components/formats.js';
import { notifyDone } from '../components/notify.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { discardParked, replayParked, type ParkedMessage } from './operations-queries.js';

// The services' maximum preview size.
const previewBytes = 1024;

interface ParkedMessageDrawerProps {
  service: Service;
  /** The drawer is closed without one. */
  message: ParkedMessage | undefined;
  onClose: () => void;
}

/** Drawer with a parked message: reason, preview, download, and buttons to replay or discard it. */
export function ParkedMessageDrawer({ service, message, onClose }: ParkedMessageDrawerProps) {
  const { t } = useTranslation(['books', 'common']);
  return (
    <Drawer
      opened={message !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={<Text fw={700}>{t('parkedMessage')}</Text>}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {message && <Message key={message.id} service={service} message={message} onSettled={onClose} />}
    </Drawer>
  );
}

interface MessageProps {
  service: Service;
  message: ParkedMessage;
  onSettled: () => void;
}

function Message({ service, message, onSettled }: MessageProps) {
  const { t } = useTranslation('books');
  const { exactInstant, byteSize } = useFormats();
  const [isBase64, setBase64] = useState(false);
  const mayAct = hasRole(useSignedIn(), ['administrator']) && message.state === 'parked';
  const rows = [
    [t('messageType'), message.type],
    [t('messageSource'), message.source],
    [t('messageId'), message.message_id ?? t('noMessageId')],
    [t('messageSize'), byteSize(message.size)],
    [t('parkedAt'), exactInstant(message.parked_at)],
    ...(message.settled_at ? [[t('settledAt'), exactInstant(message.settled_at)]] : []),
  ] as const;
  return (
    <Stack gap="md">
      <Text style={{ overflowWrap: 'anywhere' }}>{message.reason}</Text>
      <Table variant="vertical" withTableBorder>
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" fw={400}>
                {label}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="space-between">
        <Text fw={600}>{t('messageBody')}</Text>
        <Switch
          label={t('asBase64')}
          checked={isBase64}
          onChange={({ currentTarget }) => setBase64(currentTarget.checked)}
        />
      </Group>
      <Code block mah={320} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', overflowY: 'auto' }}>
        {isBase64 ? message.preview_base64 : message.preview}
      </Code>
      {message.size > previewBytes && (
        <Text size="sm" c="dimmed">
          {message.is_body_kept ? t('onlyPreview') : t('onlyPreviewKept')}
        </Text>
      )}
      {message.is_body_kept && (
        <Group>
          <DownloadButton
            service={service}
            path={`/parked-messages/${message.id}/body`}
            name={`parked-message-${message.id}.bin`}
            label={t('downloadBody')}
          />
        </Group>
      )}
      {mayAct && (
        <Group>
          <ReplayButton service={service} message={message} onSettled={onSettled} />
          <DiscardButton service={service} message={message} onSettled={onSettled} />
        </Group>
      )}
    </Stack>
  );
}

function ReplayButton({ service, message, onSettled }: MessageProps) {
  const { t } = useTranslation('books');
  const { run, isRunning, error, resetError } = useCommand({
    send: (id: string, key) => replayParked(service, id, key),
    changes: [[service]],
  });
  const [isConfirming, setConfirming] = useState(false);
  const replay = async () => {
    await run(message.id);
    onSettled();
    await notifyDone(message.kind === 'unrouted' ? t('publishedAgain') : t('replayed'));
  };
  return (
    <>
      <Button onClick={() => setConfirming(true)}>{t('replay')}</Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('replayTitle')}
        action={t('replay')}
        isRunning={isRunning}
        error={error}
        onConfirm={() => void replay().catch(() => undefined)}
        onClose={() => {
          resetError();
          setConfirming(false);
        }}
      >
        <Text size="sm">{message.kind === 'unrouted' ? t('publishAgainDetail') : t('replayDetail')}</Text>
      </Confirmation>
    </>
  );
}

function DiscardButton({ service, message, onSettled }: MessageProps) {
  const { t } = useTranslation('books');
  const { run, isRunning, error, resetError } = useCommand({
    send: (id: string) => discardParked(service, id),
    changes: [[service, 'parked-messages']],
  });
  const [isConfirming, setConfirming] = useState(false);
  const discard = async () => {
    await run(message.id);
    onSettled();
    await notifyDone(t('discarded'));
  };
  return (
    <>
      <Button variant="default" onClick={() => setConfirming(true)}>
        {t('discard')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('discardTitle')}
        action={t('discard')}
        isDangerous
        isRunning={isRunning}
        error={error}
        onConfirm={() => void discard().catch(() => undefined)}
        onClose={() => {
          resetError();
          setConfirming(false);
        }}
      >
        <Text size="sm">{t('discardDetail')}</Text>
      </Confirmation>
    </>
  );
}
