import { FolderMailer } from './folder-mailer.js';
import type { Mailer } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

/** The destination and the sender of mails; keys of a service's configuration (`mailKeys`). */
export interface MailSettings {
  SMTP_URL?: string | undefined;
  MAIL_DIR: string;
  MAIL_FROM: string;
}

/** The configured mailer: SMTP, or `.eml` files without an SMTP server. */
export const mailerOf = ({ SMTP_URL, MAIL_DIR, MAIL_FROM }: MailSettings): Mailer =>
  SMTP_URL ? new SmtpMailer(SMTP_URL, MAIL_FROM) : new FolderMailer(MAIL_DIR, MAIL_FROM);

/** The host of an e-mail address, for Message-IDs. */
export const hostOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
