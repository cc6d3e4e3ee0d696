import { Injectable } from '@nestjs/common';
import type { MailLanguage } from '@ates/mail';
import type { Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { OneTimeLinks } from '../links/one-time-links.js';
import { revokeLinks } from '../links/one-time-links.queries.js';
import { Mails, type NewMail } from '../mails/mails.js';

/** How long a password reset link works. */
const resetLinkSeconds = 60 * 60;

/** The recipient of a link, and who requested it. */
interface ResetMail {
  userId: string;
  email: string;
  language: MailLanguage;
  askedBy: NewMail['askedBy'];
}

/** Password reset links (A9). Only a person's newest link works. */
@Injectable()
export class ResetLinks {
  constructor(
    private readonly links: OneTimeLinks,
    private readonly mails: Mails,
  ) {}

  /**
   * Mails a link that works for an hour; the person's earlier links stop working. Returns false and changes nothing if
   * the address has reached its daily limit of mails, so that the last link sent still works.
   */
  async mail(tx: Transaction, { userId, email, language, askedBy }: ResetMail): Promise<boolean> {
    if (!(await this.mails.hasRoom(tx, { kind: 'reset-password', to: email, askedBy }))) {
      return false;
    }
    await revokeResetLinks(tx, userId);
    const linkId = await this.links.create(tx, {
      purpose: 'reset-password',
      subject: userId,
      seconds: resetLinkSeconds,
    });
    await this.mails.add(tx, { kind: 'reset-password', to: email, language, askedBy, words: {}, linkId });
    await recordSecurity(tx, {
      action: 'password.reset-requested',
      subject: { kind: 'person', id: userId },
    });
    return true;
  }
}

/** Revokes a person's reset links, because they were deleted or their address or password changed. */
export const revokeResetLinks = (tx: Transaction, userId: string): Promise<number> =>
  revokeLinks(tx, 'reset-password', userId);
