import { Button, Group, List, Stack, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { LastUpdated } from '../components/last-updated.js';
import { Confirmation } from '../components/confirmation.js';
import { useFormats } from '../components/formats.js';
import { Money } from '../components/money.js';
import { QueryResult } from '../components/query-result.js';
import { notifyDone } from '../components/notify.js';
import { DayTotals } from './day-details.js';
import { closeDay, closingPreviewQuery, type Closing } from './days-queries.js';
import { useNames } from './names-queries.js';
import { Notice } from './notice.js';
import { useServiceName } from './service-names.js';

interface DayClosingProps {
  date: string;
  /** Whether the day has ended: only then it can be closed, but its payouts can be previewed before. */
  isOver: boolean;
}

/** Previews the closing of an open day and closes it, for administrators (F6). */
export function DayClosing({ date, isOver }: DayClosingProps) {
  const { t } = useTranslation('books');
  const [isShown, setShown] = useState(false);
  return isShown ? (
    <ClosingPreview date={date} isOver={isOver} />
  ) : (
    <Button onClick={() => setShown(true)}>{t('previewClosing')}</Button>
  );
}

function ClosingPreview({ date, isOver }: DayClosingProps) {
  const { t } = useTranslation('books');
  const preview = useQuery(closingPreviewQuery(date));
  const [isConfirming, { open, close }] = useDisclosure();
  return (
    <Stack gap="md">
      <Title order={2} size="h5">
        {t('closingTitle')}
      </Title>
      <QueryResult query={preview}>
        {(closing) => (
          <>
            <Group justify="space-between">
              <LastUpdated time={preview.dataUpdatedAt} />
              <Button
                size="compact-sm"
                variant="default"
                loading={preview.isFetching}
                onClick={() => void preview.refetch()}
              >
                {t('lookAgain')}
              </Button>
            </Group>
            <PendingProducers closing={closing} />
            <DayTotals day={closing.day} currency={closing.currency} />
            <PayoutPreview closing={closing} />
            {isOver && <Button onClick={open}>{t('closeDay')}</Button>}
            <CloseDay closing={closing} isOpen={isConfirming} onClose={close} />
          </>
        )}
      </QueryResult>
    </Stack>
  );
}

function PendingProducers({ closing }: { closing: Closing }) {
  const { t } = useTranslation('books');
  const { number } = useFormats();
  const serviceName = useServiceName();
  if (closing.waiting_for.length === 0) {
    return <Text size="sm">{t('waitsForNobody')}</Text>;
  }
  return (
    <Notice color="yellow" title={t('waitsFor')}>
      <List size="sm">
        {closing.waiting_for.map(({ producer, needed, reached }) => (
          <List.Item key={producer}>
            {needed === null
              ? t('waitsForAnswer', { producer: serviceName(producer), reached: number(reached) })
              : t('waitsForEvents', {
                  producer: serviceName(producer),
                  count: needed - reached,
                  reached: number(reached),
                })}
          </List.Item>
        ))}
      </List>
    </Notice>
  );
}

const rowsPerPage = 50;

function PayoutPreview({ closing }: { closing: Closing }) {
  const { t } = useTranslation(['books', 'common']);
  const nameOf = useNames();
  const [shown, setShown] = useState(rowsPerPage);
  if (closing.payouts.length === 0) {
    return <Text size="sm">{t('nobodyPaid')}</Text>;
  }
  const largestFirst = closing.payouts.toSorted((one, other) => other.amount - one.amount);
  return (
    <>
      <Table aria-label={t('wouldBePaid')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('person')}</Table.Th>
            <Table.Th scope="col" ta="right" style={{ whiteSpace: 'nowrap' }}>
              {t('paidOut')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {largestFirst.slice(0, shown).map(({ user, amount }) => (
            <Table.Tr key={user}>
              <Table.Td>{nameOf(user) ?? t('common:unknownName')}</Table.Td>
              <Table.Td ta="right">
                <Money amount={amount} currency={closing.currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {shown < largestFirst.length && (
        <Button variant="default" onClick={() => setShown(shown + rowsPerPage)}>
          {t('common:loadMore')}
        </Button>
      )}
    </>
  );
}

interface CloseDayProps {
  closing: Closing;
  isOpen: boolean;
  onClose: () => void;
}

function CloseDay({ closing: { day, currency, waiting_for }, isOpen, onClose }: CloseDayProps) {
  const { t } = useTranslation('books');
  const { day: dayText, money } = useFormats();
  const command = useCommand({
    send: (date: string, key) => closeDay(date, idempotencyHeader(key)),
    changes: [
      ['finance', 'days'],
      ['finance', 'accounts'],
    ],
  });
  const close = async () => {
    const closed = await command.run(day.date);
    onClose();
    await notifyDone(t('dayClosed', { day: dayText(closed.day.date) }));
  };
  return (
    <Confirmation
      isOpen={isOpen}
      title={t('closeDayTitle', { day: dayText(day.date) })}
      action={t('closeForGood')}
      isDangerous
      isRunning={command.isRunning}
      error={command.error}
      onConfirm={() => void close().catch(() => undefined)}
      onClose={() => {
        command.resetError();
        onClose();
      }}
    >
      <Text size="sm">{t('closePays', { count: day.paid_people, amount: money(day.paid, currency) })}</Text>
      <Text size="sm">
        {t('closeCarries', { count: day.people_in_the_red, amount: money(day.carried_over, currency) })}
      </Text>
      <Text size="sm">{t('closeForGoodDetail')}</Text>
      {waiting_for.length > 0 && <Notice color="yellow" title={t('closeWaits')} />}
    </Confirmation>
  );
}
