import { Alert, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirmation } from '../components/confirmation.js';
import { useFormats } from '../components/formats.js';
import { maxReasonLength, useReversal } from '../components/reversal.js';
import { notifyDone } from '../components/notify.js';
import { taskPostingsQuery, type Balance, type Line } from './account-queries.js';

interface ReversalDialogProps {
  line: Line;
  balance: Balance;
  /** Whose account it is. */
  name: string;
  onClose: () => void;
}

const explanations = { fee: 'reverseFeeDetail', reward: 'reverseRewardDetail' } as const;

/** Takes back a fee or a reward, with a reason, after saying what that does. */
export function ReversalDialog({ line, balance, name, onClose }: ReversalDialogProps) {
  const { t } = useTranslation('money');
  const { money } = useFormats();
  const earlier = useEarlierReversal(line);
  const reversal = useReversal(line.uuid);
  const reverse = async () => {
    if (!earlier && (await reversal.reverse())) {
      onClose();
      await notifyDone(t('reversalDone'));
    }
  };
  const amounts = {
    name,
    amount: money(Math.abs(line.amount), balance.currency),
    before: money(balance.balance, balance.currency),
    after: money(balance.balance - line.amount, balance.currency),
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
          <Text>{t(explanations[line.kind === 'reward' ? 'reward' : 'fee'], amounts)}</Text>
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

/** The reversal that took the line back already, whatever day it was on. */
function useEarlierReversal({ uuid, task }: Line) {
  const postings = useQuery({ ...taskPostingsQuery(task?.uuid ?? ''), enabled: task !== null });
  return postings.data?.items.find(({ reverses }) => reverses === uuid);
}
