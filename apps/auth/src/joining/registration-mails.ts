import { Injectable } from '@nestjs/common';
import type { Transaction } from '@ates/platform';
import { OneTimeLinks } from '../links/one-time-links.js';
import { Mails } from '../mails/mails.js';
import type { StoredRegistration } from './registrations.queries.js';

const confirmationSeconds = 24 * 60 * 60;

/** Queues the mails that a registration causes. They quote nothing that a stranger may have entered. */
@Injectable()
export class RegistrationMails {
  constructor(
    private readonly links: OneTimeLinks,
    private readonly mails: Mails,
  ) {}

  /** The mail with the link that confirms a registration's address. */
  async confirm(tx: Transaction, { id, email: to, language }: StoredRegistration): Promise<void> {
    const linkId = await this.links.create(tx, {
      purpose: 'confirm-address',
      subject: id,
      seconds: confirmationSeconds,
    });
    await this.mails.add(tx, { kind: 'confirm-address', to, language, askedBy: 'anyone', words: {}, linkId });
  }

  /** The mail to the owner of an account whose address someone has registered. */
  async alreadyRegistered(tx: Transaction, { email: to, language }: StoredRegistration): Promise<void> {
    await this.mails.add(tx, { kind: 'already-registered', to, language, askedBy: 'anyone', words: {} });
  }
}
