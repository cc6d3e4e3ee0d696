import type { AuditLogLine, Statement } from '@ates/contracts';
import { Html, html, inOneMailLine, type MailLanguage } from '@ates/mail';
import { inMajorUnits, localTime } from '@ates/platform';
import { statementTexts, type StatementTexts } from './statement-texts.js';

/** What a statement's mail says. The subject contains no text that a person wrote. */
interface StatementContent {
  subject: string;
  text: string;
  html: string;
}

interface Row {
  when: string;
  why: string;
  amount: string;
}

const timeWidth = 'YYYY-MM-DD HH:MM'.length;

/** Renders a statement as text and HTML (F7). Times are in the business time zone, amounts in major units. */
export function writeStatement(
  statement: Statement,
  { language, timeZone }: { language: MailLanguage; timeZone: string },
): StatementContent {
  const texts = statementTexts[language];
  const subject = texts.subject(statement.date);
  const rows = rowsOf(statement, texts, timeZone);
  const greeting = statement.name === null ? undefined : texts.greeting(inOneMailLine(statement.name));
  return {
    subject,
    text: textOf({ subject, greeting, rows, texts }),
    html: htmlOf({ subject, greeting, rows, texts, language }).source,
  };
}

function rowsOf(statement: Statement, texts: StatementTexts, timeZone: string): Row[] {
  const amount = (minorUnits: number) => `${inMajorUnits(minorUnits)} ${statement.currency}`;
  const sum = (why: string, minorUnits: number): Row => ({ when: '', why, amount: amount(minorUnits) });
  const lines = statement.lines.map((line) => ({
    when: localTime(line.occurred_at, timeZone).slice(0, timeWidth),
    why: reasonOf(line, texts),
    amount: amount(line.amount),
  }));
  const isEmpty = lines.length === 0 && statement.left_out === null;
  return [
    sum(texts.openingBalance, statement.opening_balance),
    ...(statement.left_out === null ? [] : [sum(texts.leftOut, statement.left_out)]),
    ...(isEmpty ? [{ when: '', why: texts.noLines, amount: '' }] : lines),
    ...(statement.payout === 0 ? [] : [sum(texts.payout, -statement.payout)]),
    sum(texts.carriedOver, statement.carried_over),
  ];
}

const reasonOf = ({ kind, task, reason }: AuditLogLine, texts: StatementTexts): string => {
  const what = texts.kinds[kind] ?? kind;
  const about = task === null ? '' : `: ${inOneMailLine(task.description ?? texts.task(task.uuid))}`;
  return what + about + (reason === null ? '' : ` (${inOneMailLine(reason)})`);
};

interface Draft {
  subject: string;
  greeting: string | undefined;
  rows: readonly Row[];
  texts: StatementTexts;
}

function textOf({ subject, greeting, rows }: Draft): string {
  const amountWidth = Math.max(...rows.map(({ amount }) => amount.length));
  const lines = rows.map(({ when, why, amount }) =>
    `${when.padEnd(timeWidth)}  ${amount.padStart(amountWidth)}  ${why}`.trimEnd(),
  );
  return [subject, ...(greeting === undefined ? [] : ['', greeting]), '', ...lines, ''].join('\n');
}

const cell = 'padding: 4px 12px; border-bottom: 1px solid #ddd; text-align: left';
const amountCell = `${cell}; text-align: right; white-space: nowrap`;

function htmlOf({ subject, greeting, rows, texts, language }: Draft & { language: MailLanguage }): Html {
  const [when, why, amount] = texts.columns;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <title>${subject}</title>
      </head>
      <body style="font-family: sans-serif; color: #222">
        <h1 style="font-size: 18px">${subject}</h1>
        ${greeting === undefined ? '' : html`<p>${greeting}</p>`}
        <table style="border-collapse: collapse">
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
        </table>
      </body>
    </html> `;
}

// User text may run right to left; `bdi` keeps it from reordering the rest of the row.
const htmlRow = ({ when, why, amount }: Row): Html =>
  html`<tr>
    <td style="${cell}">${when}</td>
    <td style="${cell}"><bdi>${why}</bdi></td>
    <td style="${amountCell}">${amount}</td>
  </tr> `;
