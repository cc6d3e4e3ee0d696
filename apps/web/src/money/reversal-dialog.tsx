import { Alert, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, finance, once } from '../api/clients.js';
import { Problem } from '../api/problem.js';
import { useCommand } from '../app/queries.js';
import { Confirmation } from '../parts/confirmation.js';
import { useFormats } from '../parts/formats.js';
import { tellDone } from '../parts/tell.js';
import { taskPostingsQuery, type Balance, type Line } from './account-queries.js';

const longestReason = 500;

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
  const [reason, setReason] = useState('');
  const earlier = useEarlierReversal(line);
  const reversal = useCommand({
    send: (text: string, key) =>
      answerOf(
        finance.POST('/accounting/postings/{uuid}/reversal', {
          params: { path: { uuid: line.uuid } },
          body: { reason: text },
          headers: once(key),
        }),
      ),
    changes: [
      ['finance', 'accounts'],
      ['finance', 'days'],
    ],
  });
  const isReady = reason.trim() !== '' && !earlier;
  const reverse = async () => {
    if (!isReady || reversal.isRunning) {
      return;
    }
    try {
      await reversal.run(reason.trim());
    } catch {
      // The dialog says why.
      return;
    }
    onClose();
    await tellDone(t('reversalDone'));
  };
  const fieldError = reversal.error instanceof Problem ? reversal.error.fieldError('reason') : undefined;
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
      isReady={isReady}
      isRunning={reversal.isRunning}
      error={fieldError ? undefined : reversal.error}
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
              value={reason}
              maxLength={longestReason}
              required
              data-autofocus
              error={fieldError}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
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
