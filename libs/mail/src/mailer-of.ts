import { FolderMailer } from './folder-mailer.js';
import type { Mailer } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

/** Where mails go and whom they come from; keys of a service's configuration (`mailKeys`). */
export interface MailSettings {
  SMTP_URL?: string | undefined;
  MAIL_DIR: string;
  MAIL_FROM: string;
}

/** The mailer that the configuration asks for: SMTP, or `.eml` files without a server. */
export const mailerOf = ({ SMTP_URL, MAIL_DIR, MAIL_FROM }: MailSettings): Mailer =>
  SMTP_URL ? new SmtpMailer(SMTP_URL, MAIL_FROM) : new FolderMailer(MAIL_DIR, MAIL_FROM);

/** The host of an address, for Message-IDs. */
export const hostOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
