import { Problem, type Transaction } from '@ates/platform';
import { findWaiting, type StoredRegistration } from './registrations.queries.js';

/** A pending registration, locked until the transaction ends. Throws the Problem `registration-not-found`. */
export async function findRegistrationToDecide(tx: Transaction, id: string): Promise<StoredRegistration> {
  const registration = await findWaiting(tx, id);
  if (!registration) {
    throw new Problem(
      'not-found',
      'registration-not-found',
      'No pending registration has this id. Another administrator may have decided on it.',
    );
  }
  return registration;
}
