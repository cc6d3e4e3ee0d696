import { Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Confirmation } from '../components/confirmation.js';
import { useFormats } from '../components/formats.js';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import { maxReasonLength, useReversal } from '../components/reversal.js';
import { notifyDone } from '../components/notify.js';
import type { TaskPosting } from './task-queries.js';

interface ReversePostingProps {
  posting: TaskPosting;
  currency: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Dialog that asks for a reason and reverses a fee or a reward with a reversal posting (F3). */
export function ReversePosting({ posting, currency, isOpen, onClose }: ReversePostingProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const formats = useFormats();
  const reversal = useReversal(posting.uuid);
  const close = () => {
    reversal.resetError();
    onClose();
  };
  const confirm = async () => {
    if (await reversal.reverse()) {
      close();
      await notifyDone(t('reversedNotice'));
    }
  };
  const name = posting.person.name ?? t('common:unknownName');
  return (
    <Confirmation
      isOpen={useOpenAfterMount(isOpen)}
      title={t('reverseTitle')}
      action={t('reverse')}
      isDangerous
      isReady={reversal.hasReason}
      isRunning={reversal.isRunning}
      error={reversal.error}
      onConfirm={() => void confirm()}
      onClose={close}
    >
      <Text>{t('reverseDetail', { name, amount: formats.change(-posting.amount, currency) })}</Text>
      <TextInput
        data-autofocus
        label={t('reason')}
        description={t('reasonHint')}
        maxLength={maxReasonLength}
        required
        value={reversal.reason}
        error={reversal.reasonError}
        onChange={({ currentTarget }) => reversal.setReason(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Enter' && void confirm()}
      />
    </Confirmation>
  );
}
