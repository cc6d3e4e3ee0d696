import {
  inOneMailLine,
  mailButton,
  mailPage,
  mailParagraph,
  type MailContent,
  type MailLanguage,
} from '@ates/mail';
import { mailTexts, type MailKind, type MailPlaces, type MailText } from './mail-texts.js';

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
    html: asHtml(content, link, language),
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

const asHtml = (
  { subject, lines, link }: MailText,
  address: string | undefined,
  language: MailLanguage,
): string => {
  const linked =
    link && address !== undefined
      ? [mailButton({ label: link.label, address }), ...link.after.map(mailParagraph)]
      : [];
  return mailPage({ subject, language }, [...lines.map(mailParagraph), ...linked]);
};
