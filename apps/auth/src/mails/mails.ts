import { Injectable } from '@nestjs/common';
import type { MailLanguage } from '@ates/mail';
import { Counter, Database, type Transaction } from '@ates/platform';
import { v7 as uuidv7 } from 'uuid';
import { AuthConfiguration } from '../config.js';
import { countMailsOfDay, insertMail, lockRecipient } from './mail-list.queries.js';
import type { MailKind, MailWords } from './mail-texts.js';

/** The signal that a mail is due. */
export const mailAdded = 'mail: added';

const withheldMails = new Counter({
  name: 'mails_withheld_total',
  help: 'Mails withheld because their address had reached its daily limit (MAILS_PER_ADDRESS)',
  labelNames: ['kind'],
});

/** A mail to one address. */
export interface NewMail<Kind extends MailKind = MailKind> {
  kind: Kind;
  to: string;
  language: MailLanguage;
  /**
   * Who caused it: `anyone` (someone who knows the address and is not signed in), or `staff` (someone signed in, or the
   * holder of a link). Each has its own daily limit, so that strangers cannot use up the mails that matter.
   */
  askedBy: 'anyone' | 'staff';
  /** What people wrote, verbatim; the mail turns each text into one line without links. */
  words: MailWords[Kind];
  /** Id of its link from `OneTimeLinks.create`; a mail with a dead link is not sent. */
  linkId?: string | undefined;
}

/** The durable queue of mails (A9): filled in the transaction of the change, sent by `MailsSchedule`. */
@Injectable()
export class Mails {
  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly database: Database,
  ) {}

  /**
   * Whether the address's daily limit allows another mail; locks the address until the transaction ends. For changes
   * that must not happen if their mail would be withheld.
   */
  async hasRoom(
    tx: Transaction,
    { kind, to, askedBy }: Pick<NewMail, 'kind' | 'to' | 'askedBy'>,
  ): Promise<boolean> {
    await lockRecipient(tx, to);
    const hasRoom = (await countMailsOfDay(tx, to, askedBy)) < this.configuration.MAILS_PER_ADDRESS;
    if (!hasRoom) {
      withheldMails.inc({ kind });
    }
    return hasRoom;
  }

  /**
   * Queues a mail, to be sent after the transaction commits; returns whether it was queued. Above the address's daily
   * limit it is withheld and counted in a metric. What strangers see must not depend on the result.
   */
  async add<Kind extends MailKind>(tx: Transaction, mail: NewMail<Kind>): Promise<boolean> {
    if (!(await this.hasRoom(tx, mail))) {
      return false;
    }
    await insertMail(tx, uuidv7(), mail);
    this.database.signals.afterCommit(tx, mailAdded);
    return true;
  }
}
