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
  help: 'Mails that did not go out because their address had reached its daily limit (MAILS_PER_ADDRESS)',
  labelNames: ['kind'],
});

/** A mail to one address. */
export interface NewMail<Kind extends MailKind = MailKind> {
  kind: Kind;
  to: string;
  language: MailLanguage;
  /**
   * Who caused it: `anyone` who knows the address, without being signed in, or `staff`: someone who is signed in, or the
   * person with a link. Each has a daily limit of its own, so that strangers cannot use up the mails that matter.
   */
  askedBy: 'anyone' | 'staff';
  /** What people wrote in it, as they wrote it; the mail makes one line without links of each. */
  words: MailWords[Kind];
  /** The link in it, as `OneTimeLinks.create` answered it; once that is dead, the mail is not sent. */
  linkId?: string | undefined;
}

/** The durable list of mails (A9): written in the transaction of the change, sent by `MailsSchedule`. */
@Injectable()
export class Mails {
  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly database: Database,
  ) {}

  /**
   * Whether the address's daily limit has room for another mail; no one else adds one until the transaction ends. For what
   * must not be done when its mail would not go out.
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
   * Has a mail sent once the transaction commits; answers whether it goes out. Above the address's daily limit it does not,
   * and a metric counts it: what strangers get to see must not depend on the answer.
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
