import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hostOf, Mailer, MailRefused, makeMailAttempt, recipientOf } from '@ates/mail';
import { Database, requireCurrentLease } from '@ates/platform';
import { TasksConfiguration } from '../config.js';
import { writeDigest } from './digest-mail.js';
import { claimDueDigest, digestTable, type ClaimedDigest } from './digest-queue.js';
import { digestOf } from './digest.queries.js';

/** Mails the longest-due digest, if any. Returns whether there was one. */
export class SendDueDigest extends Command<boolean> {
  constructor(readonly signal: AbortSignal) {
    super();
  }
}

/** Claims a digest, which counts the attempt, and makes the attempt. Throws what `makeMailAttempt` throws. */
@CommandHandler(SendDueDigest)
export class SendDueDigestHandler implements ICommandHandler<SendDueDigest> {
  constructor(
    private readonly database: Database,
    private readonly mailer: Mailer,
    private readonly configuration: TasksConfiguration,
  ) {}

  async execute({ signal }: SendDueDigest): Promise<boolean> {
    const claimed = await claimDueDigest(this.database, hostOf(this.configuration.MAIL_FROM));
    if (!claimed) {
      return false;
    }
    if (!claimed.isWanted) {
      const reason = 'The person turned the digest off, or was deleted, before it was sent';
      await digestTable.end(this.database, claimed, 'outdated', reason);
      return true;
    }
    const send = (ending: AbortSignal) => this.send(claimed, ending);
    await makeMailAttempt(digestTable.attempt(this.database, claimed, send), signal);
    return true;
  }

  private async send(claimed: ClaimedDigest, signal: AbortSignal): Promise<void> {
    const to = recipientOf(claimed);
    const digest = await digestOf(this.database, claimed);
    if (digest.items.length === 0) {
      throw new MailRefused('The notifications of this day have been deleted');
    }
    const { MAIL_LANGUAGE: language, WEB_ORIGIN: origins } = this.configuration;
    const content = writeDigest(digest, { language, web: origins[0] ?? '' });
    const { messageId, date, personId } = claimed;
    // Another instance may have claimed this digest while this one was frozen.
    requireCurrentLease();
    await this.mailer.send({ ...content, to, messageId, name: `digest.${date}.${personId}` }, signal);
  }
}
