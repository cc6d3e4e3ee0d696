import { emailAddress } from '@ates/contracts';
import { MailRefused } from './mailer.js';

/** A few days of waiting for Auth to return the person. */
const attemptsToLearnAddress = 200;

/**
 * Returns the address to send to, from a person's cached `email`: empty if they have none, null until Auth has returned
 * them. Does not trust the identity provider: accepts a single plain address only. Throws MailRefused for anything else,
 * and an Error, so that the mail is retried, while the person may still become known.
 */
export function recipientOf({ email, attempt }: { email: string | null; attempt: number }): string {
  if (email === null && attempt < attemptsToLearnAddress) {
    throw new Error('Auth has not returned this person yet');
  }
  const address = emailAddress.safeParse(email);
  if (!address.success) {
    throw new MailRefused('This person has no email address, or an invalid one');
  }
  return address.data;
}
