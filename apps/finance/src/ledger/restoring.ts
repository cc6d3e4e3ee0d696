import { Problem, type Transaction } from '@ates/platform';

/** SQL: whether anything of the day journal is still to be restored. */
export const restoreIsPending = `
  (exists (select from journaled_day) or exists (select from journaled_reversal))`;

/** Refuses corrections while lost days are being restored, so that they first become what they were (F11). */
export async function refuseWhileRestoring(tx: Transaction): Promise<void> {
  const lost = await tx.query<unknown[]>(`select from (select) as nothing where ${restoreIsPending}`);
  if (lost.length > 0) {
    throw booksAreRestored();
  }
}

export const booksAreRestored = (): Problem =>
  new Problem(
    'unavailable',
    'books-are-restored',
    'Lost days are being restored from the day journal. Try again later; the log shows the progress.',
  );
