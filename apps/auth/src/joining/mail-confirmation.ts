import type { Transaction } from '@ates/platform';
import type { OneTimeLinks } from '../links/one-time-links.js';
import type { Mails } from '../mails/mails.js';
import type { StoredRegistration } from './registrations.queries.js';

const confirmationSeconds = 24 * 60 * 60;

/** Mails the link that confirms the address of a registration. A stranger may have registered, so the mail has none of their words. */
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
