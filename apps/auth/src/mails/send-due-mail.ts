import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hostOf, Mailer, makeMailAttempt } from '@ates/mail';
import { Database, requireCurrentLease } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { OneTimeLinks } from '../links/one-time-links.js';
import { claimDueMail, mailTable, type ClaimedListedMail } from './mail-list.queries.js';
import { writeMail } from './write-mail.js';

/** Sends the mail that has been due longest, if any (A9); returns whether there was one. */
export class SendDueMail extends Command<boolean> {
  constructor(readonly signal: AbortSignal) {
    super();
  }
}

/** Claims a mail, which counts the attempt, and makes the attempt. Throws what `makeMailAttempt` throws. */
@CommandHandler(SendDueMail)
export class SendDueMailHandler implements ICommandHandler<SendDueMail> {
  constructor(
    private readonly database: Database,
    private readonly links: OneTimeLinks,
    private readonly mailer: Mailer,
    private readonly configuration: AuthConfiguration,
  ) {}

  async execute({ signal }: SendDueMail): Promise<boolean> {
    const claimed = await claimDueMail(this.database);
    if (!claimed) {
      return false;
    }
    if (claimed.link?.isOpen === false) {
      await mailTable.end(
        this.database,
        claimed,
        'outdated',
        'Its link expired, was used or was revoked before the mail could be sent',
      );
      return true;
    }
    const send = (ending: AbortSignal) => this.send(claimed, ending);
    await makeMailAttempt(mailTable.attempt(this.database, claimed, send), signal);
    return true;
  }

  private async send(claimed: ClaimedListedMail, signal: AbortSignal): Promise<void> {
    const { id, kind, to, language, words, link } = claimed;
    const address = link ? this.links.addressOf(link.purpose, link.id) : undefined;
    const places = { application: `${this.configuration.WEB_ORIGIN[0] ?? ''}/` };
    const content = writeMail({ kind, language, words, link: address, places });
    const messageId = `<${kind}.${id}@${hostOf(this.configuration.MAIL_FROM)}>`;
    // If this instance froze after claiming the mail, another one may have claimed it since.
    requireCurrentLease();
    await this.mailer.send({ ...content, to, messageId, name: `${kind}.${id}` }, signal);
  }
}
