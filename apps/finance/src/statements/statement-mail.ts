import type { AuditLogLine, Statement } from '@ates/contracts';
import {
  inOneMailLine,
  rowTime,
  writeTableMail,
  type MailContent,
  type MailLanguage,
  type TableRow,
} from '@ates/mail';
import { inMajorUnits } from '@ates/platform';
import { statementTexts, type StatementTexts } from './statement-texts.js';

/** Renders a statement as text and HTML (F7). Times are in the business time zone, amounts in major units. */
export function writeStatement(
  statement: Statement,
  { language, timeZone }: { language: MailLanguage; timeZone: string },
): MailContent {
  const texts = statementTexts[language];
  return writeTableMail({
    language,
    subject: texts.subject(statement.date),
    greeting: statement.name === null ? undefined : texts.greeting(inOneMailLine(statement.name)),
    columns: texts.columns,
    rows: rowsOf(statement, texts, timeZone),
  });
}

function rowsOf(statement: Statement, texts: StatementTexts, timeZone: string): TableRow[] {
  const amount = (minorUnits: number) => `${inMajorUnits(minorUnits)} ${statement.currency}`;
  const sum = (why: string, minorUnits: number): TableRow => ({ when: '', why, amount: amount(minorUnits) });
  const lines = statement.lines.map((line) => ({
    when: rowTime(line.occurred_at, timeZone),
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
