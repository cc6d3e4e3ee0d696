import { Injectable } from '@nestjs/common';
import type { MailLanguage } from '@ates/mail';
import type { Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { OneTimeLinks } from '../links/one-time-links.js';
import { revokeLinks } from '../links/one-time-links.queries.js';
import { Mails, type NewMail } from '../mails/mails.js';

/** How long a link to a new password works. */
export const resetLinkSeconds = 60 * 60;

/** Whom a link is for, and who asked for it. */
export interface ResetMail {
  userId: string;
  email: string;
  language: MailLanguage;
  askedBy: NewMail['askedBy'];
}

/** Links by which people choose a new password (A9): of one person only the newest works. */
@Injectable()
export class ResetLinks {
  constructor(
    private readonly links: OneTimeLinks,
    private readonly mails: Mails,
  ) {}

  /**
   * Mails a link that works for an hour; earlier ones of this person stop working. Answers false, with nothing changed,
   * when the address has had its mails of the day: then the link in the last of them still works.
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

/** Makes the links to a new password of a person stop working: they were deleted, or their address or password changed. */
export const revokeResetLinks = (tx: Transaction, userId: string): Promise<number> =>
  revokeLinks(tx, 'reset-password', userId);
