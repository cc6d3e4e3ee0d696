import { Problem, type Transaction } from '@ates/platform';
import { findWaiting, type StoredRegistration } from './registrations.queries.js';

/** A registration that waits for an administrator, locked. Throws the Problem `registration-not-found`. */
export async function findRegistrationToDecide(tx: Transaction, id: string): Promise<StoredRegistration> {
  const registration = await findWaiting(tx, id);
  if (!registration) {
    throw new Problem(
      'not-found',
      'registration-not-found',
      'No registration with this id is waiting. Another administrator may have decided it.',
    );
  }
  return registration;
}
