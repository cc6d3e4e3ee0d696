import type { Transaction } from '@ates/platform';
import type { OneTimeLinks } from '../links/one-time-links.js';
import type { Mails } from '../mails/mails.js';
import type { StoredRegistration } from './registrations.queries.js';

const confirmationSeconds = 24 * 60 * 60;

/**
 * Queues the mail with the link that confirms a registration's address. It quotes nothing that a stranger may have
 * entered.
 */
export async function mailConfirmation(
  tx: Transaction,
  { id, email: to, language }: StoredRegistration,
  links: OneTimeLinks,
  mails: Mails,
): Promise<void> {
  const linkId = await links.create(tx, {
    purpose: 'confirm-address',
    subject: id,
    seconds: confirmationSeconds,
  });
  await mails.add(tx, { kind: 'confirm-address', to, language, askedBy: 'anyone', words: {}, linkId });
}
