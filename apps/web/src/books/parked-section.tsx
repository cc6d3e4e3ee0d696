import { Badge, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { services, type Service } from '../api/services.js';
import { useFormats } from '../components/formats.js';
import { LoadMore } from '../components/load-more.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Loading } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import {
  parkedMessagesQuery,
  parkedStates,
  type ParkedMessage,
  type ParkedState,
} from './operations-queries.js';
import { ParkedMessageDrawer } from './parked-message-drawer.js';

const isParkedState = (text: string): text is ParkedState => parkedStates.some((state) => state === text);

/** Parked (dead-lettered) messages of all services (S6), for administrators to replay or discard. */
export function ParkedSection() {
  const { t } = useTranslation('books');
  const [state, setState] = useState<ParkedState>('parked');
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Text c="dimmed" maw={640}>
          {t('aboutParked')}
        </Text>
        <SegmentedControl
          aria-label={t('state')}
          value={state}
          onChange={(chosen) => isParkedState(chosen) && setState(chosen)}
          data={parkedStates.map((value) => ({ value, label: t(`parked_${value}`) }))}
        />
      </Group>
      {services.map((service) => (
        <ParkedOfService key={`${service} ${state}`} service={service} state={state} />
      ))}
    </Stack>
  );
}

function ParkedOfService({ service, state }: { service: Service; state: ParkedState }) {
  const { t } = useTranslation('books');
  const pages = useInfiniteQuery(parkedMessagesQuery(service, state));
  const [shown, setShown] = useState<ParkedMessage>();
  const messages = pages.data?.pages.flatMap(({ items }) => items);
  return (
    <Stack gap="xs" component="section" aria-label={t(`service_${service}`)}>
      <Title order={2} size="h4">
        {t(`service_${service}`)}
      </Title>
      {pages.isError && <ProblemAlert error={pages.error} retry={() => void pages.refetch()} />}
      {pages.isPending && <Loading lines={2} />}
      {messages?.length === 0 && <Text c="dimmed">{t(`none_${state}`)}</Text>}
      {messages && messages.length > 0 && (
        <ParkedTable service={service} messages={messages} onShow={setShown} />
      )}
      <LoadMore query={pages} />
      <ParkedMessageDrawer service={service} message={shown} onClose={() => setShown(undefined)} />
    </Stack>
  );
}

interface ParkedTableProps {
  service: Service;
  messages: readonly ParkedMessage[];
  onShow: (message: ParkedMessage) => void;
}

function ParkedTable({ service, messages, onShow }: ParkedTableProps) {
  const { t } = useTranslation(['books', 'common']);
  const { exactInstant, byteSize } = useFormats();
  const rows = messages.map((message) => ({
    key: message.id,
    cells: {
      when: exactInstant(message.parked_at),
      type: (
        <>
          <Text ff="monospace" fz="xs" style={{ overflowWrap: 'anywhere' }}>
            {message.type}
          </Text>
          {message.kind === 'unrouted' && (
            <Badge variant="default" size="sm">
              {t('unrouted')}
            </Badge>
          )}
        </>
      ),
      reason: (
        <Text size="sm" maw={420} lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
          {message.reason}
        </Text>
      ),
      size: byteSize(message.size),
      message: (
        <Button size="compact-sm" variant="default" onClick={() => onShow(message)}>
          {t('details')}
        </Button>
      ),
    },
  }));
  return (
    <RecordTable
      label={t(`service_${service}`)}
      columns={[
        { name: 'when', label: t('common:when') },
        { name: 'type', label: t('messageType') },
        { name: 'reason', label: t('reason') },
        { name: 'size', label: t('messageSize'), isNumber: true },
        { name: 'message', label: t('message') },
      ]}
      rows={rows}
    />
  );
}
