import { createTransport, type Transporter } from 'nodemailer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import type { SMTPPoolOptions, SMTPPoolSentMessageInfo } from 'nodemailer/lib/smtp-pool';
import { envelopeOf } from './envelope.js';
import { supportsUnicodeAddresses } from './smtp-features.js';
import { Mailer, MailRefused, MailServerFailed, type Mail } from './mailer.js';

/** How many mails are sent concurrently. */
export const mailsAtOnce = 5;

const connectMilliseconds = 10_000;
const answerMilliseconds = 30_000;

const timeouts = {
  connectionTimeout: connectMilliseconds,
  greetingTimeout: connectMilliseconds,
  socketTimeout: answerMilliseconds,
};

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Sends mails to an SMTP server over a small connection pool. */
export class SmtpMailer extends Mailer {
  private readonly transport: Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>;

  constructor(
    private readonly url: string,
    private readonly from: string,
  ) {
    super();
    this.transport = createTransport({
      pool: true,
      url,
      maxConnections: mailsAtOnce,
      // Only the durable queue of mails retries; it counts the attempts.
      maxRequeues: 0,
      ...timeouts,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(mail: Mail, signal: AbortSignal): Promise<void> {
    try {
      if (!isAscii(mail.to)) {
        await this.requireUnicodeAddresses(signal);
      }
      await this.transport.sendMail({ ...envelopeOf(mail, this.from), signal });
    } catch (error) {
      throw signal.aborted ? error : failureOf(error);
    }
  }

  // The transport would send the mail anyway, and a server without support for such addresses would guess.
  private async requireUnicodeAddresses(signal: AbortSignal): Promise<void> {
    if (!(await supportsUnicodeAddresses({ ...timeouts, ...parseConnectionUrl(this.url) }, signal))) {
      throw new MailRefused(
        'The address has non-ASCII characters before the @, and the mail server does not support such addresses ' +
          '(it does not offer SMTPUTF8). Use another address for this person, or another mail server.',
      );
    }
  }

  close(): void {
    this.transport.close();
  }
}

interface SmtpError extends Error {
  command?: string;
  responseCode?: number;
}

/**
 * Classifies a failure to send. MailRefused: the recipient or the mail was permanently rejected, which is a 5yz reply
 * to RCPT or DATA, except replies about the session or the login (503, 530 to 538). The error itself: rejected
 * temporarily, which is a 4yz reply to RCPT or DATA, except 421, with which a server shuts down. MailServerFailed:
 * anything else (connection, TLS, login, our own sender address), because it would affect every mail.
 */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MailRefused) {
    return error;
  }
  const { command, responseCode = 0 }: SmtpError = error;
  const isMailProblem = command === 'RCPT TO' || command === 'DATA';
  const isSessionProblem = responseCode === 421 || responseCode === 503 || isLoginProblem(responseCode);
  if (!isMailProblem || responseCode === 0 || isSessionProblem) {
    return new MailServerFailed(error.message, { cause: error });
  }
  return responseCode >= 500 ? new MailRefused(error.message, { cause: error }) : error;
}

const isLoginProblem = (responseCode: number): boolean => responseCode >= 530 && responseCode <= 538;
