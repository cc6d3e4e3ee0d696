import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { responseData, finance, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { fieldErrors } from './field-errors.js';

/** The maximum length of a reason that Finance accepts. */
export const maxReasonLength = 500;

/** State of a form that reverses a fee or a reward, with a reason (F3). `reverse` resolves to whether it succeeded. */
export function useReversal(posting: string) {
  const { i18n } = useTranslation();
  const [reason, setReason] = useState('');
  const command = useCommand({
    send: (text: string, key) =>
      responseData(
        finance.POST('/accounting/postings/{uuid}/reversal', {
          params: { path: { uuid: posting } },
          body: { reason: text },
          headers: idempotencyHeader(key),
        }),
      ),
    changes: [
      ['finance', 'accounts'],
      ['finance', 'days'],
    ],
  });
  const hasReason = reason.trim() !== '';
  const reasonError = fieldErrors(command.error, i18n)['reason'];
  const reverse = async (): Promise<boolean> => {
    if (!hasReason || command.isRunning) {
      return false;
    }
    return command.run(reason.trim()).then(
      () => true,
      // The dialog shows the problem.
      () => false,
    );
  };
  return {
    reason,
    setReason,
    hasReason,
    /** Why the service refused the reason. */
    reasonError,
    /** Any other problem. */
    error: reasonError ? undefined : command.error,
    isRunning: command.isRunning,
    resetError: command.resetError,
    reverse,
  };
}
