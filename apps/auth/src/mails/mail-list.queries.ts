import { MailTable, type ClaimedMail, type MailLanguage } from '@ates/mail';
import type { Database, Transaction } from '@ates/platform';
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

/** A claimed mail, with what it says. */
export interface ClaimedListedMail extends ClaimedMail {
  kind: string;
  to: string;
  language: MailLanguage;
  words: Record<string, string>;
  link: { id: string; purpose: LinkPurpose; isOpen: boolean } | null;
}

/** The durable queue of mails (A9). */
export const mailTable = new MailTable('mail');

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

/** Claims the mail that has been due longest for one attempt; undefined if none is due. */
export async function claimDueMail(database: Database): Promise<ClaimedListedMail | undefined> {
  const [claimed] = await database.query<ClaimedListedMail>(
    `${mailTable.claimed()}
     select claimed.id, kind, recipient as "to", language, words, attempts as attempt,
            case when link_id is not null then json_build_object(
              'id', link_id, 'purpose', purpose, 'isOpen', purpose is not null and ${linkState} = 'open')
            end as link
     from claimed left join one_time_link on one_time_link.id = claimed.link_id`,
  );
  return claimed;
}

/** Deletes mails older than 30 days, with the personal data in them. */
export async function forgetOldMails(tx: Transaction): Promise<void> {
  await tx.query(`delete from mail where created_at < now() - interval '30 days'`);
}
