import { Injectable } from '@nestjs/common';
import type { Role } from '@ates/contracts';
import type { MailLanguage } from '@ates/mail';
import { Problem, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { v7 as uuidv7 } from 'uuid';
import { AuthConfiguration } from '../config.js';
import { OneTimeLinks } from '../links/one-time-links.js';
import { Mails } from '../mails/mails.js';
import { extendInvitation, insertInvitation, type StoredInvitation } from './invitations.queries.js';

/** A person to invite, and their roles. */
interface NewInvited {
  email: string;
  name?: string | undefined;
  roles: Role[];
  language?: MailLanguage | undefined;
  /** The person's id, if an administrator has already added them. */
  userId?: string | undefined;
}

/** The inviting administrator. */
export interface Inviter {
  id: string;
  name: string;
}

/** Invitations by mail (A9). Each contains a link that works once and expires after INVITATION_HOURS. */
@Injectable()
export class Invitations {
  private readonly seconds: number;
  private readonly defaultLanguage: MailLanguage;

  constructor(
    configuration: AuthConfiguration,
    private readonly links: OneTimeLinks,
    private readonly mails: Mails,
  ) {
    this.seconds = configuration.INVITATION_HOURS * 60 * 60;
    this.defaultLanguage = configuration.MAIL_LANGUAGE;
  }

  /** Stores an invitation and queues its mail; returns its id. Throws the Problem `too-many-mails`. */
  async add(tx: Transaction, invited: NewInvited, inviter: Inviter): Promise<string> {
    const { email, name = null, roles, language = this.defaultLanguage, userId = null } = invited;
    const invitation = { id: uuidv7(), email, name, roles, language, userId };
    await insertInvitation(tx, { ...invitation, invitedBy: inviter.id, seconds: this.seconds });
    await this.mail(tx, invitation, inviter);
    await recordSecurity(tx, {
      action: 'invitation.created',
      subject: { kind: 'invitation', id: invitation.id },
      details: { email, roles },
    });
    return invitation.id;
  }

  /** Sends an invitation again with a new link and a new expiry. Throws the Problem `too-many-mails`. */
  async renew(tx: Transaction, invitation: StoredInvitation, inviter: Inviter): Promise<void> {
    await extendInvitation(tx, invitation.id, this.seconds);
    await this.mail(tx, invitation, inviter);
    await recordSecurity(tx, {
      action: 'invitation.resent',
      subject: { kind: 'invitation', id: invitation.id },
      details: { email: invitation.email },
    });
  }

  private async mail(tx: Transaction, invitation: StoredInvitation, inviter: Inviter): Promise<void> {
    const { id, email: to, language, userId } = invitation;
    const linkId = await this.links.create(tx, { purpose: 'invitation', subject: id, seconds: this.seconds });
    const common = { to, language, askedBy: 'staff' as const, linkId };
    const isQueued =
      userId === null
        ? await this.mails.add(tx, { ...common, kind: 'invitation', words: { inviter: inviter.name } })
        : await this.mails.add(tx, { ...common, kind: 'account-created', words: {} });
    if (!isQueued) {
      throw tooManyMails(to);
    }
  }
}

const tooManyMails = (address: string): Problem =>
  new Problem(
    'too-many',
    'too-many-mails',
    `${address} has reached the daily limit of mails per address (MAILS_PER_ADDRESS). Nothing was changed; try again tomorrow.`,
    { retryAfterSeconds: 60 * 60 },
  );
