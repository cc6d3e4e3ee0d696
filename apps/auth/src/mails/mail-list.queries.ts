import type { MailLanguage } from '@ates/mail';
import { storableText, type Database, type Transaction } from '@ates/platform';
import { withoutCapitals } from '../database/without-capitals.js';
import type { LinkPurpose } from '../links/one-time-links.js';
import { linkState } from '../links/one-time-links.queries.js';

/** A mail to add to the queue. */
interface ListedMail {
  kind: string;
  to: string;
  language: string;
  askedBy: string;
  words: object;
  linkId?: string | undefined;
}

/** A mail that this instance has claimed and is about to send. */
export interface ClaimedMail {
  id: string;
  kind: string;
  to: string;
  language: MailLanguage;
  words: Record<string, string>;
  /** The number of the attempt, from 1. */
  attempt: number;
  link: { id: string; purpose: LinkPurpose; isOpen: boolean } | null;
}

/** Longer than an attempt can take; after this, the instance that made it is considered gone. */
const lostAfterSeconds = 180;

/** Serializes adding mails to the same address until the transaction ends. */
export async function lockRecipient(tx: Transaction, to: string): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('auth:mail:' || ${withoutCapitals('$1')}, 0))`,
    [to],
  );
}

/** The number of mails to an address in the last 24 hours with the same `askedBy`. */
export async function countMailsOfDay(tx: Transaction, to: string, askedBy: string): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `select count(*)::int as count from mail
     where ${withoutCapitals('recipient')} = ${withoutCapitals('$1')} and asked_by = $2
       and created_at > now() - interval '1 day'`,
    [to, askedBy],
  );
  return row?.count ?? 0;
}

export async function insertMail(tx: Transaction, id: string, mail: ListedMail): Promise<void> {
  await tx.query(
    `insert into mail (id, kind, recipient, language, asked_by, link_id, words) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, mail.kind, mail.to, mail.language, mail.askedBy, mail.linkId, JSON.stringify(mail.words)],
  );
}

/** Whether a mail is due; claims nothing. */
export async function isMailDue(database: Database): Promise<boolean> {
  const [row] = await database.query<{ is_due: boolean }>(
    `select exists (select from mail where state = 'pending' and next_attempt_at <= now()) as is_due`,
  );
  return row?.is_due ?? false;
}

/**
 * Claims the mail that has been due longest for one attempt; undefined if none is due. Others skip it until the
 * attempt's outcome is recorded or it counts as lost.
 */
export async function claimDueMail(database: Database): Promise<ClaimedMail | undefined> {
  const [claimed] = await database.query<ClaimedMail>(
    `with due as (
       select id from mail
       where state = 'pending' and next_attempt_at <= now()
       order by next_attempt_at
       limit 1
       for update skip locked
     ), claimed as (
       update mail set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $1)
       from due where mail.id = due.id
       returning mail.*
     )
     select claimed.id, kind, recipient as "to", language, words, attempts as attempt,
            case when link_id is not null then json_build_object(
              'id', link_id, 'purpose', purpose, 'isOpen', purpose is not null and ${linkState} = 'open')
            end as link
     from claimed left join one_time_link on one_time_link.id = claimed.link_id`,
    [lostAfterSeconds],
  );
  return claimed;
}

/** Marks a mail as sent, whatever was recorded in the meantime: the server has accepted it. */
export const noteSent = (database: Database, { id }: ClaimedMail): Promise<unknown> =>
  database.query(
    `update mail set state = 'sent', sent_at = now(), last_error = null where id = $1 and state <> 'sent'`,
    [id],
  );

// An attempt that counts as lost must not change the row: another one may be in progress.
const byThisAttempt = `where id = $1 and attempts = $2 and state = 'pending'`;

/** Schedules another attempt in `seconds`. */
export const notePause = (
  database: Database,
  { id, attempt }: ClaimedMail,
  reason: string,
  seconds: number,
): Promise<unknown> =>
  database.query(
    `update mail set last_error = $3, next_attempt_at = now() + make_interval(secs => $4) ${byThisAttempt}`,
    [id, attempt, storableText(reason, longestReason), seconds],
  );

/** Ends the attempts: the mail was refused permanently (`parked`) or is no longer of use (`outdated`). */
export const noteEnd = (
  database: Database,
  { id, attempt }: ClaimedMail,
  state: 'parked' | 'outdated',
  reason: string,
): Promise<unknown> =>
  database.query(`update mail set state = $4, last_error = $3 ${byThisAttempt}`, [
    id,
    attempt,
    storableText(reason, longestReason),
    state,
  ]);

/** The number of mails waiting to be sent, and of those refused permanently. */
export async function countUnsent(database: Database): Promise<{ pending: number; parked: number }> {
  const [row] = await database.query<{ pending: number; parked: number }>(
    `select count(*) filter (where state = 'pending')::int as pending,
            count(*) filter (where state = 'parked')::int as parked
     from mail where state in ('pending', 'parked')`,
  );
  return row ?? { pending: 0, parked: 0 };
}

/** Deletes mails older than 30 days, with the personal data in them. */
export async function forgetOldMails(tx: Transaction): Promise<void> {
  await tx.query(`delete from mail where created_at < now() - interval '30 days'`);
}

const longestReason = 500;
