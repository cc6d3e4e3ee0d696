import { z } from 'zod';
import { emailAddress } from '@ates/contracts';

/** The languages available for mails. */
export const mailLanguages = ['en', 'ru'] as const;

export type MailLanguage = (typeof mailLanguages)[number];

const mailServer = z
  .url({ protocol: /^smtps?$/, error: 'must be an address such as smtp://mail.example.org:587', abort: true })
  .refine((address) => new URL(address).hostname !== '', 'must name a host');

/** The configuration keys of a service that sends mails. `sender` is the default for MAIL_FROM. */
export const mailKeys = (sender: string) => ({
  SMTP_URL: mailServer.optional(),
  MAIL_DIR: z.string().default('.data/mail'),
  MAIL_FROM: emailAddress.default(sender),
  MAIL_LANGUAGE: z.enum(mailLanguages).default('en'),
});

/** Mails to real recipients need a real sender: MAIL_FROM is required with an SMTP server. */
export const mailNeeds = {
  MAIL_FROM: ({ SMTP_URL }: Record<string, string | undefined>): boolean => Boolean(SMTP_URL),
};
