import { createTransport, type Transporter } from 'nodemailer';
import type { SMTPPoolOptions, SMTPPoolSentMessageInfo } from 'nodemailer/lib/smtp-pool';
import { envelopeOf } from './envelope.js';
import { Mailer, MailRefused, MailServerFailed, type Mail } from './mailer.js';

/** How many mails are on their way at the same time. */
export const mailsAtOnce = 5;

const connectMilliseconds = 10_000;
const answerMilliseconds = 30_000;

/** Sends mails to an SMTP server over a few connections that are used again. */
export class SmtpMailer extends Mailer {
  private readonly transport: Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    super();
    this.transport = createTransport({
      pool: true,
      url,
      maxConnections: mailsAtOnce,
      // Nothing is sent again but by the list of statements, which knows how often.
      maxRequeues: 0,
      connectionTimeout: connectMilliseconds,
      greetingTimeout: connectMilliseconds,
      socketTimeout: answerMilliseconds,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(mail: Mail, signal: AbortSignal): Promise<void> {
    try {
      await this.transport.sendMail({ ...envelopeOf(mail, this.from), signal });
    } catch (error) {
      throw signal.aborted ? error : failureOf(error);
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
  if (!(error instanceof Error)) {
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
