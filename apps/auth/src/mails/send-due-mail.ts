import { Logger } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hostOf, Mailer, MailRefused, MailServerFailed, pauseSeconds } from '@ates/mail';
import { Database, isDatabaseFailure, outsideLease, requireCurrentLease } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { OneTimeLinks } from '../links/one-time-links.js';
import { claimDueMail, noteEnd, notePause, noteSent, type ClaimedMail } from './mail-list.queries.js';
import { writeMail } from './write-mail.js';

/** Sends the mail that has been due longest, if any (A9); returns whether there was one. */
export class SendDueMail extends Command<boolean> {
  constructor(readonly signal: AbortSignal) {
    super();
  }
}

const attemptMilliseconds = 60_000;

/**
 * Records an attempt before making it, and its outcome afterwards. After a crash between the server's acceptance and
 * the record, the mail is sent again with the same Message-ID. Throws MailServerFailed, after recording it, so that the
 * caller pauses instead of trying every other mail.
 */
@CommandHandler(SendDueMail)
export class SendDueMailHandler implements ICommandHandler<SendDueMail> {
  private readonly logger = new Logger('Mails');

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
      await noteEnd(
        this.database,
        claimed,
        'outdated',
        'Its link expired, was used or was revoked before the mail could be sent',
      );
      return true;
    }
    try {
      await this.send(claimed, AbortSignal.any([signal, AbortSignal.timeout(attemptMilliseconds)]));
    } catch (error) {
      await outsideLease(() => this.noteFailure(claimed, error));
      return true;
    }
    // Record a sent mail even after losing the lease; otherwise it would be sent again.
    await outsideLease(() => noteSent(this.database, claimed));
    return true;
  }

  private async send(claimed: ClaimedMail, signal: AbortSignal): Promise<void> {
    const { id, kind, to, language, words, link } = claimed;
    const address = link ? this.links.addressOf(link.purpose, link.id) : undefined;
    const places = { application: `${this.configuration.WEB_ORIGIN[0] ?? ''}/` };
    const content = writeMail({ kind, language, words, link: address, places });
    const messageId = `<${kind}.${id}@${hostOf(this.configuration.MAIL_FROM)}>`;
    // If this instance froze after claiming the mail, another one may have claimed it since.
    requireCurrentLease();
    await this.mailer.send({ ...content, to, messageId, name: `${kind}.${id}` }, signal);
  }

  private async noteFailure(claimed: ClaimedMail, error: unknown): Promise<void> {
    if (isDatabaseFailure(error)) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof MailRefused) {
      await noteEnd(this.database, claimed, 'parked', reason);
      this.logger.warn(`The mail server refused mail ${claimed.id} (${claimed.kind}); parked it: ${reason}`);
      return;
    }
    await notePause(this.database, claimed, reason, pauseSeconds(claimed.attempt));
    if (error instanceof MailServerFailed) {
      throw error;
    }
  }
}
