import type { NotificationView } from '@ates/contracts';
import {
  inOneMailLine,
  rowTime,
  writeTableMail,
  type MailContent,
  type MailLanguage,
  type TableRow,
} from '@ates/mail';
import { inMajorUnits } from '@ates/platform';
import type { Digest, Moves } from './digest.queries.js';
import { digestTexts, type DigestTexts } from './digest-texts.js';

interface WritingOptions {
  language: MailLanguage;
  /** The origin of the web UI. */
  web: string;
}

/** Renders a digest as text and HTML. Times are in the business time zone, amounts in major units. */
export function writeDigest(digest: Digest, { language, web }: WritingOptions): MailContent {
  const texts = digestTexts[language];
  const { date, name, items, leftOut, total, timeZone } = digest;
  return writeTableMail({
    language,
    subject: texts.subject(date),
    greeting: name === null ? undefined : texts.greeting(inOneMailLine(name)),
    columns: texts.columns,
    rows: [
      ...(leftOut === 0 ? [] : [sum(texts.leftOut(leftOut))]),
      ...items.map((item) => ({ when: rowTime(item.at, timeZone), ...contentOf(item, texts) })),
      sum(withMoves(texts.total, total, texts), feesOf(total)),
      ...(total.unpriced === 0 ? [] : [sum(texts.feesPending(total.unpriced))]),
    ],
    link: { label: texts.tasks, address: `${web}/tasks?whose=mine` },
    footnote: texts.footnote,
  });
}

const sum = (why: string, amount = ''): TableRow => ({ when: '', why, amount });

/** What a notification says, and the fees that it is about. */
function contentOf(
  { kind, cause, task, reassignment }: NotificationView,
  texts: DigestTexts,
): Omit<TableRow, 'when'> {
  if (kind === 'reassigned') {
    return reassignment
      ? { why: withMoves(texts.reassigned, reassignment, texts), amount: feesOf(reassignment) }
      : { why: texts.reassigned, amount: '' };
  }
  const what = texts.kinds[`${kind}_${cause ?? 'redrawn'}`];
  const title = task ? inOneMailLine([task.jira_id, task.title].filter(Boolean).join(' ')) : '';
  if (kind === 'taken' || !task) {
    return { why: `${what}: ${title}`, amount: '' };
  }
  const { fee, reward, currency } = task;
  return fee === null || reward === null || currency === null
    ? { why: `${what}: ${title}`, amount: texts.feePending }
    : {
        why: `${what}: ${title} (${texts.reward(inCurrency(reward, currency))})`,
        amount: inCurrency(-fee, currency),
      };
}

type Counts = Pick<Moves, 'came' | 'went' | 'stayed'>;

/** `Total (came: 3, went: 2)`. */
function withMoves(what: string, { came, went, stayed }: Counts, texts: DigestTexts): string {
  const moves = [
    ...(came === 0 ? [] : [texts.came(came)]),
    ...(went === 0 ? [] : [texts.went(went)]),
    ...(stayed === 0 ? [] : [texts.stayed(stayed)]),
  ];
  return moves.length === 0 ? what : `${what} (${moves.join(', ')})`;
}

const feesOf = ({ fees }: Pick<Moves, 'fees'>): string =>
  fees.map(({ amount, currency }) => inCurrency(-amount, currency)).join(', ');

const inCurrency = (minorUnits: number, currency: string): string =>
  `${inMajorUnits(minorUnits)} ${inOneMailLine(currency)}`;
