import { html, inOneMailLine, type Html, type MailLanguage } from '@ates/mail';
import { mailTexts, type MailKind, type MailPlaces, type MailText } from './mail-texts.js';

/** A mail's content as text and HTML. The subject never contains what a person wrote. */
interface MailContent {
  subject: string;
  text: string;
  html: string;
}

/** A queued mail, and the address of its link. */
interface MailToWrite {
  kind: string;
  language: MailLanguage;
  words: Record<string, string>;
  link?: string | undefined;
  places: MailPlaces;
}

/** Writes a mail. Turns what people wrote into one line without links. Throws for an unknown kind. */
export function writeMail({ kind, language, words, link, places }: MailToWrite): MailContent {
  const lines = Object.fromEntries(Object.entries(words).map(([name, text]) => [name, inOneMailLine(text)]));
  const content = textOf(kind as MailKind, language)(lines, places);
  return {
    subject: content.subject,
    text: asText(content, link),
    html: asHtml(content, link, language).source,
  };
}

type Writer = (words: Record<string, string>, places: MailPlaces) => MailText;

function textOf(kind: MailKind, language: MailLanguage): Writer {
  const write = mailTexts[language][kind] as Writer | undefined;
  if (!write) {
    throw new Error(`There is no text for mails of kind ${kind}`);
  }
  return write;
}

const asText = ({ lines, link }: MailText, address: string | undefined): string => {
  const linked = link && address !== undefined ? [`${link.label}:\n${address}`, ...link.after] : [];
  return `${[...lines, ...linked].join('\n\n')}\n`;
};

const button =
  'display: inline-block; padding: 10px 20px; background: #1b6e53; color: #fff; border-radius: 8px';

const paragraph = (text: string): Html => html`<p>${text}</p> `;

const asHtml = (
  { subject, lines, link }: MailText,
  address: string | undefined,
  language: MailLanguage,
): Html =>
  html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <title>${subject}</title>
      </head>
      <body style="font-family: sans-serif; color: #222">
        <h1 style="font-size: 18px">${subject}</h1>
        ${lines.map(paragraph)}
        ${
          link && address !== undefined
            ? html`<p><a href="${address}" style="${button}">${link.label}</a></p>
                <p style="font-size: 13px; color: #666">${address}</p>
                ${link.after.map(paragraph)}`
            : ''
        }
      </body>
    </html> `;
