import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { LoadMore } from '../components/load-more.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { RecordTable } from '../components/record-table.js';
import { Loading } from '../components/query-result.js';
import { notifyDone } from '../components/notify.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { useNames } from './names-queries.js';
import {
  resendStatement,
  statementsQuery,
  statementStates,
  type StatementDelivery,
  type StatementState,
} from './operations-queries.js';

const isStatementState = (text: string): text is StatementState =>
  statementStates.some((state) => state === text);

/** Statement mails by delivery state (F7); shows permanently refused ones by default. */
export function StatementsSection() {
  const { t } = useTranslation('books');
  const [state, setState] = useState<StatementState>('parked');
  const pages = useInfiniteQuery(statementsQuery(state));
  const deliveries = pages.data?.pages.flatMap(({ items }) => items);
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Text c="dimmed" maw={640}>
          {t('aboutStatements')}
        </Text>
        <SegmentedControl
          aria-label={t('state')}
          value={state}
          onChange={(chosen) => isStatementState(chosen) && setState(chosen)}
          data={statementStates.map((value) => ({ value, label: t(`mail_${value}`) }))}
        />
      </Group>
      {pages.isError && <ProblemAlert error={pages.error} retry={() => void pages.refetch()} />}
      {pages.isPending && <Loading />}
      {deliveries?.length === 0 && <EmptyState title={t(`noMail_${state}`)} />}
      {deliveries && deliveries.length > 0 && <StatementsTable deliveries={deliveries} state={state} />}
      <LoadMore query={pages} />
    </Stack>
  );
}

interface StatementsTableProps {
  deliveries: readonly StatementDelivery[];
  state: StatementState;
}

function StatementsTable({ deliveries, state }: StatementsTableProps) {
  const { t } = useTranslation(['books', 'common']);
  const mayAct = hasRole(useSignedIn(), ['administrator']) && state === 'parked';
  const { day, number } = useFormats();
  const nameOf = useNames();
  const rows = deliveries.map((delivery) => {
    const { id, date, user, attempts } = delivery;
    const name = nameOf(user) ?? t('common:unknownName');
    return {
      key: id,
      cells: {
        day: day(date),
        person: (
          <LinkedAnchor to="/accounts/$uuid" params={{ uuid: user }} search={{ date }} size="sm">
            {name}
          </LinkedAnchor>
        ),
        attempts: number(attempts),
        delivery: <Delivery delivery={delivery} />,
        mail: <ResendButton delivery={delivery} name={name} />,
      },
    };
  });
  return (
    <RecordTable
      label={t('section_statements')}
      columns={[
        { name: 'day', label: t('forDay') },
        { name: 'person', label: t('person') },
        { name: 'attempts', label: t('attempts'), isNumber: true },
        { name: 'delivery', label: t(`mailDetail_${state}`) },
        ...(mayAct ? [{ name: 'mail' as const, label: t('mail') }] : []),
      ]}
      rows={rows}
    />
  );
}

function Delivery({ delivery: { last_error, next_attempt_at, sent_at } }: { delivery: StatementDelivery }) {
  const { t } = useTranslation('books');
  const { instant } = useFormats();
  return (
    <Stack gap={2}>
      {sent_at && <Text size="sm">{instant(sent_at)}</Text>}
      {next_attempt_at && <Text size="sm">{t('nextAttempt', { when: instant(next_attempt_at) })}</Text>}
      {last_error && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {last_error}
        </Text>
      )}
    </Stack>
  );
}

function ResendButton({ delivery, name }: { delivery: StatementDelivery; name: string }) {
  const { t } = useTranslation('books');
  const { day } = useFormats();
  const { run, isRunning, error, resetError } = useCommand({
    send: resendStatement,
    changes: [['finance', 'days', 'statements']],
  });
  const [isConfirming, setConfirming] = useState(false);
  const resend = async () => {
    await run(delivery.id);
    setConfirming(false);
    await notifyDone(t('resent', { name }));
  };
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setConfirming(true)}>
        {t('resend')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('resendTitle')}
        action={t('resend')}
        isRunning={isRunning}
        error={error}
        onConfirm={() => void resend().catch(() => undefined)}
        onClose={() => {
          resetError();
          setConfirming(false);
        }}
      >
        <Text size="sm">{t('resendDetail', { name, day: day(delivery.date) })}</Text>
      </Confirmation>
    </>
  );
}
