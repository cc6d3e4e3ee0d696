import { createTransport, type Transporter } from 'nodemailer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import type { SMTPPoolOptions, SMTPPoolSentMessageInfo } from 'nodemailer/lib/smtp-pool';
import { envelopeOf } from './envelope.js';
import { takesUnicodeAddresses } from './smtp-features.js';
import { Mailer, MailRefused, MailServerFailed, type Mail } from './mailer.js';

/** How many mails are on their way at the same time. */
export const mailsAtOnce = 5;

const connectMilliseconds = 10_000;
const answerMilliseconds = 30_000;

const patience = {
  connectionTimeout: connectMilliseconds,
  greetingTimeout: connectMilliseconds,
  socketTimeout: answerMilliseconds,
};

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Sends mails to an SMTP server over a few connections that are used again. */
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
      // Only the durable list of mails sends again; it knows how often.
      maxRequeues: 0,
      ...patience,
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

  // The transport would send it all the same, and a server that does not know them would guess.
  private async requireUnicodeAddresses(signal: AbortSignal): Promise<void> {
    if (!(await takesUnicodeAddresses({ ...patience, ...parseConnectionUrl(this.url) }, signal))) {
      throw new MailRefused(
        'The address has letters before the @ that are not ASCII, and the mail server does not take such addresses ' +
          '(it does not offer SMTPUTF8). Use another address for this person, or another mail server.',
      );
    }
  }

  close(): void {
    this.transport.close();
  }
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
}

/**
 * Whose fault it is. The recipient's or the mail's: RCPT or DATA answered with 5yz, but for what such answers say about
 * the session or the login (503, 530 to 538). For now: the same answered with 4yz, but 421, with which a server goes away.
 * Anything else (connection, TLS, login, our own sender address) would happen to every mail.
 */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MailRefused) {
    return error;
  }
  const { command, responseCode = 0 }: SmtpError = error;
  const isAboutMail = command === 'RCPT TO' || command === 'DATA';
  const isAboutSession = responseCode === 421 || responseCode === 503 || isAboutLogin(responseCode);
  if (!isAboutMail || responseCode === 0 || isAboutSession) {
    return new MailServerFailed(error.message, { cause: error });
  }
  return responseCode >= 500 ? new MailRefused(error.message, { cause: error }) : error;
}

const isAboutLogin = (responseCode: number): boolean => responseCode >= 530 && responseCode <= 538;
