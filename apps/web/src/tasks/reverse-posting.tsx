import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, finance, once } from '../api/clients.js';
import { Problem } from '../api/problem.js';
import { useCommand } from '../app/queries.js';
import { Confirmation } from '../parts/confirmation.js';
import { useFormats } from '../parts/formats.js';
import { useOpenOnceThere } from '../parts/later.js';
import { tellDone } from '../parts/tell.js';
import { moneyKey, type TaskPosting } from './task-queries.js';

const longestReason = 500;

interface ReversePostingProps {
  posting: TaskPosting;
  currency: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Asks why, and takes a fee or a reward back by a line of its own (F3). */
export function ReversePosting({ posting, currency, isOpen, onClose }: ReversePostingProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const formats = useFormats();
  const [reason, setReason] = useState('');
  const reverse = useCommand({
    send: (written: string, key) =>
      answerOf(
        finance.POST('/accounting/postings/{uuid}/reversal', {
          params: { path: { uuid: posting.uuid } },
          body: { reason: written },
          headers: once(key),
        }),
      ),
    changes: [moneyKey],
  });
  const isReady = reason.trim() !== '';
  const close = () => {
    reverse.forgetError();
    onClose();
  };
  const confirm = async () => {
    if (isReady && (await reverse.run(reason.trim()).catch(() => undefined))) {
      close();
      await tellDone(t('reversedNotice'));
    }
  };
  const fieldError = reverse.error instanceof Problem ? reverse.error.fieldError('reason') : undefined;
  const name = posting.person.name ?? t('common:unknownName');
  return (
    <Confirmation
      isOpen={useOpenOnceThere(isOpen)}
      title={t('reverseTitle')}
      action={t('reverse')}
      isDangerous
      isReady={isReady}
      isRunning={reverse.isRunning}
      error={fieldError ? null : reverse.error}
      onConfirm={() => void confirm()}
      onClose={close}
    >
      <Text>{t('reverseDetail', { name, amount: formats.change(-posting.amount, currency) })}</Text>
      <TextInput
        data-autofocus
        label={t('reason')}
        description={t('reasonHint')}
        maxLength={longestReason}
        required
        value={reason}
        error={fieldError}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Enter' && void confirm()}
      />
    </Confirmation>
  );
}
