export { FolderMailer } from './folder-mailer.js';
export { Html, html } from './html.js';
export { inOneMailLine } from './mail-line.js';
export { mailKeys, mailLanguages, mailNeeds, type MailLanguage } from './mail-keys.js';
export { hostOf, mailerOf } from './mailer-of.js';
export { makeMailAttempt, type MailAttempt } from './mail-attempt.js';
export { MailLoop } from './mail-loop.js';
export { Mailer, MailRefused, MailServerFailed, type Mail } from './mailer.js';
export { SmtpMailer } from './smtp-mailer.js';
