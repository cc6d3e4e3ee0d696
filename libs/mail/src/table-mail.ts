import { localTime } from '@ates/platform';
import { html, type Html } from './html.js';
import type { MailLanguage } from './mail-keys.js';
import { mailButton, mailPage, mailParagraph, type MailContent, type MailLink } from './mail-page.js';

/** A row of a mail that lists what happened. What people wrote has passed `inOneMailLine`. */
export interface TableRow {
  /** `YYYY-MM-DD HH:MM`; empty for totals. */
  when: string;
  why: string;
  amount: string;
}

/** A mail that lists what happened, with amounts. */
export interface TableMail {
  language: MailLanguage;
  subject: string;
  greeting?: string | undefined;
  /** Headings: time, what happened, amount. */
  columns: readonly [string, string, string];
  rows: readonly TableRow[];
  link?: MailLink;
  /** The paragraph at the end. */
  footnote?: string;
}

const timeWidth = 'YYYY-MM-DD HH:MM'.length;

/** The time of a row, in a time zone. */
export const rowTime = (instant: string, timeZone: string): string =>
  localTime(instant, timeZone).slice(0, timeWidth);

/** Writes the mail as text and HTML. */
export const writeTableMail = (mail: TableMail): MailContent => ({
  subject: mail.subject,
  text: textOf(mail),
  html: mailPage(mail, bodyOf(mail)),
});

function textOf({ subject, greeting, rows, link, footnote }: TableMail): string {
  const amountWidth = Math.max(...rows.map(({ amount }) => amount.length));
  const lines = rows.map(({ when, why, amount }) =>
    `${when.padEnd(timeWidth)}  ${amount.padStart(amountWidth)}  ${why}`.trimEnd(),
  );
  const parts = [
    subject,
    ...(greeting === undefined ? [] : [greeting]),
    lines.join('\n'),
    ...(link ? [`${link.label}:\n${link.address}`] : []),
    ...(footnote === undefined ? [] : [footnote]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const cell = 'padding: 4px 12px; border-bottom: 1px solid #ddd; text-align: left';
const amountCell = `${cell}; text-align: right; white-space: nowrap`;

const bodyOf = ({ greeting, columns: [when, why, amount], rows, link, footnote }: TableMail): Html[] => [
  ...(greeting === undefined ? [] : [mailParagraph(greeting)]),
  html`<table style="border-collapse: collapse">
    <thead>
      <tr>
        <th style="${cell}">${when}</th>
        <th style="${cell}">${why}</th>
        <th style="${amountCell}">${amount}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(htmlRow)}
    </tbody>
  </table> `,
  ...(link ? [mailButton(link)] : []),
  ...(footnote === undefined ? [] : [mailParagraph(footnote)]),
];

// User text may run right to left; `bdi` keeps it from reordering the rest of the row.
const htmlRow = ({ when, why, amount }: TableRow): Html =>
  html`<tr>
    <td style="${cell}">${when}</td>
    <td style="${cell}"><bdi>${why}</bdi></td>
    <td style="${amountCell}">${amount}</td>
  </tr> `;
