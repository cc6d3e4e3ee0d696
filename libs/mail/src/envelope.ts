import type { SendMailOptions } from 'nodemailer';
import type { Mail } from './mailer.js';

/** A mail in nodemailer's format: addresses without display names, so that nothing can be injected into the headers. */
export const envelopeOf = ({ to, subject, text, html, messageId }: Mail, from: string): SendMailOptions => ({
  from: { name: '', address: from },
  to: { name: '', address: to },
  messageId,
  subject,
  text,
  html,
  // Keeps autoresponders from replying (RFC 3834).
  headers: { 'Auto-Submitted': 'auto-generated' },
});
