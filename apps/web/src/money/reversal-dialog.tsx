import { Alert, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirmation } from '../components/confirmation.js';
import { useFormats } from '../components/formats.js';
import { maxReasonLength, useReversal } from '../components/reversal.js';
import { notifyDone } from '../components/notify.js';
import { taskPostingsQuery, type Balance, type AuditLogEntry } from './account-queries.js';

interface ReversalDialogProps {
  entry: AuditLogEntry;
  balance: Balance;
  /** Name of the account's owner. */
  name: string;
  onClose: () => void;
}

const explanations = { fee: 'reverseFeeDetail', reward: 'reverseRewardDetail' } as const;

/** Dialog that explains the effect of a reversal, asks for a reason, and reverses a fee or a reward. */
export function ReversalDialog({ entry, balance, name, onClose }: ReversalDialogProps) {
  const { t } = useTranslation('money');
  const { money } = useFormats();
  const earlier = useEarlierReversal(entry);
  const reversal = useReversal(entry.uuid);
  const reverse = async () => {
    if (!earlier && (await reversal.reverse())) {
      onClose();
      await notifyDone(t('reversalDone'));
    }
  };
  const amounts = {
    name,
    amount: money(Math.abs(entry.amount), balance.currency),
    before: money(balance.balance, balance.currency),
    after: money(balance.balance - entry.amount, balance.currency),
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void reverse();
  };
  return (
    <Confirmation
      isOpen
      title={t('reverseTitle')}
      action={t('reverseAction')}
      isDangerous
      isReady={reversal.hasReason && !earlier}
      isRunning={reversal.isRunning}
      error={reversal.error}
      onConfirm={() => void reverse()}
      onClose={onClose}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>{t(explanations[entry.kind === 'reward' ? 'reward' : 'fee'], amounts)}</Text>
          <Text size="sm" c="dimmed">
            {t('reverseConsequences', { name })}
          </Text>
          {earlier ? (
            <Alert color="yellow" title={t('reversedBefore')}>
              {t('because', { reason: earlier.reason ?? '' })}
            </Alert>
          ) : (
            <TextInput
              label={t('reason')}
              description={t('reasonDescription')}
              value={reversal.reason}
              maxLength={maxReasonLength}
              required
              data-autofocus
              error={reversal.reasonError}
              onChange={({ currentTarget }) => reversal.setReason(currentTarget.value)}
            />
          )}
        </Stack>
      </form>
    </Confirmation>
  );
}

/** The reversal that already reversed the entry, whatever day it is booked on. */
function useEarlierReversal({ uuid, task }: AuditLogEntry) {
  const postings = useQuery({ ...taskPostingsQuery(task?.uuid ?? ''), enabled: task !== null });
  return postings.data?.items.find(({ reverses }) => reverses === uuid);
}
