import { useState } from 'react';
import { responseData, finance, idempotencyHeader } from '../api/clients.js';
import { Problem } from '../api/problem.js';
import { useCommand } from '../data/queries.js';

/** The maximum length of a reason that Finance accepts. */
export const maxReasonLength = 500;

/** State of a form that reverses a fee or a reward, with a reason (F3). `reverse` resolves to whether it succeeded. */
export function useReversal(posting: string) {
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
  const reasonError = command.error instanceof Problem ? command.error.fieldError('reason') : undefined;
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
