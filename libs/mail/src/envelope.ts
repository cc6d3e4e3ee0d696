import type { SendMailOptions } from 'nodemailer';
import type { Mail } from './mailer.js';

/** A mail as nodemailer takes it: addresses alone, so that nothing can be written between them. */
export const envelopeOf = ({ to, subject, text, html, messageId }: Mail, from: string): SendMailOptions => ({
  from: { name: '', address: from },
  to: { name: '', address: to },
  messageId,
  subject,
  text,
  html,
  // So that no absence notice answers it (RFC 3834).
  headers: { 'Auto-Submitted': 'auto-generated' },
});
