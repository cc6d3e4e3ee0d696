import { useState } from 'react';
import { answerOf, finance, once } from '../api/clients.js';
import { Problem } from '../api/problem.js';
import { useCommand } from '../data/queries.js';

/** The longest reason that Finance takes. */
export const longestReason = 500;

/** Takes a fee or a reward back by a line of its own, with a reason (F3). Resolves to whether that was done. */
export function useReversal(posting: string) {
  const [reason, setReason] = useState('');
  const command = useCommand({
    send: (text: string, key) =>
      answerOf(
        finance.POST('/accounting/postings/{uuid}/reversal', {
          params: { path: { uuid: posting } },
          body: { reason: text },
          headers: once(key),
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
      // The dialog says why.
      () => false,
    );
  };
  return {
    reason,
    setReason,
    hasReason,
    /** What is wrong with the reason. */
    reasonError,
    /** What else went wrong. */
    error: reasonError ? undefined : command.error,
    isRunning: command.isRunning,
    forgetError: command.forgetError,
    reverse,
  };
}
