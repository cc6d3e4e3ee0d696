import { html, type Html } from './html.js';
import type { MailLanguage } from './mail-keys.js';

/** What a mail says. The subject contains no text that a person wrote. */
export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

/** A link in a mail, with its label. */
export interface MailLink {
  label: string;
  address: string;
}

/** The HTML of a mail with its subject as the heading. */
export const mailPage = (
  { subject, language }: { subject: string; language: MailLanguage },
  body: Html | readonly Html[],
): string =>
  html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <title>${subject}</title>
      </head>
      <body style="font-family: sans-serif; color: #222">
        <h1 style="font-size: 18px">${subject}</h1>
        ${body}
      </body>
    </html> `.source;

export const mailParagraph = (text: string): Html => html`<p>${text}</p> `;

const button =
  'display: inline-block; padding: 10px 20px; background: #1b6e53; color: #fff; border-radius: 8px';

/** A link as a button, with its address below it. */
export const mailButton = ({ label, address }: MailLink): Html =>
  html`<p><a href="${address}" style="${button}">${label}</a></p>
    <p style="font-size: 13px; color: #666">${address}</p> `;
