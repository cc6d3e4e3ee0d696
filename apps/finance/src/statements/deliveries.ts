import { storableText, type Database, type Transaction } from '@ates/platform';

/** A statement that this instance has claimed and is about to mail. */
export interface ClaimedStatement {
  id: string;
  date: string;
  user: string;
  /** The number of this attempt, starting at 1. */
  attempt: number;
  messageId: string;
  /** The address in Auth: empty if the person has none, null until the person has been fetched. */
  email: string | null;
}

/** Longer than any attempt can take: an attempt older than this belongs to an instance that died. */
const lostAfterSeconds = 180;

/** Returns whether a statement is due. Claims nothing. */
export async function isStatementDue(database: Database): Promise<boolean> {
  const [row] = await database.query<{ is_due: boolean }>(
    `select exists (select from statement where state = 'pending' and next_attempt_at <= now()) as is_due`,
  );
  return row?.is_due ?? false;
}

/**
 * Claims the longest-due statement for one attempt, or returns undefined if none is due. Other instances do not see it
 * until the outcome is recorded or the attempt counts as lost. The first attempt assigns the Message-ID, which never
 * changes afterwards (F7).
 */
export async function claimDueStatement(
  database: Database,
  host: string,
): Promise<ClaimedStatement | undefined> {
  const [claimed] = await database.query<ClaimedStatement>(
    `with due as (
       select id from statement
       where state = 'pending' and next_attempt_at <= now()
       order by next_attempt_at
       limit 1
       for update skip locked
     ), claimed as (
       update statement
       set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $2),
           message_id = coalesce(message_id, concat('<statement.', day, '.', user_id, '@', $1::text, '>'))
       from due where statement.id = due.id
       returning statement.*
     )
     select claimed.id, day::text as date, user_id as user, attempts as attempt, message_id as "messageId",
            case when cached_user.is_known then cached_user.email end as email
     from claimed left join cached_user on cached_user.id = claimed.user_id`,
    [host, lostAfterSeconds],
  );
  return claimed;
}

/** Marks a statement as sent, in whatever state it is now: the mail server has accepted it. */
export const markSent = (database: Database, { id }: ClaimedStatement): Promise<unknown> =>
  database.query(
    `update statement set state = 'sent', sent_at = now(), last_error = null where id = $1 and state <> 'sent'`,
    [id],
  );

// An attempt that counts as lost must change nothing: another one may be in progress.
const byThisAttempt = `where id = $1 and attempts = $2 and state = 'pending'`;

/** Schedules the next attempt in `seconds`. */
export const scheduleRetry = (
  database: Database,
  { id, attempt }: ClaimedStatement,
  reason: string,
  seconds: number,
): Promise<unknown> =>
  database.query(
    `update statement set last_error = $3, next_attempt_at = now() + make_interval(secs => $4) ${byThisAttempt}`,
    [id, attempt, storableText(reason, longestReason), seconds],
  );

/** Parks (dead-letters) the statement: no more attempts until an administrator resends it. */
export const park = (
  database: Database,
  { id, attempt }: ClaimedStatement,
  reason: string,
): Promise<unknown> =>
  database.query(`update statement set state = 'parked', last_error = $3 ${byThisAttempt}`, [
    id,
    attempt,
    storableText(reason, longestReason),
  ]);

/** Makes a parked statement due again. Returns false if it is not parked. */
export async function unpark(tx: Transaction, id: string): Promise<boolean> {
  const [, count] = await tx.query<[unknown[], number]>(
    `update statement set state = 'pending', attempts = 0, next_attempt_at = now()
     where id = $1 and state = 'parked'`,
    [id],
  );
  return count > 0;
}

const longestReason = 500;
