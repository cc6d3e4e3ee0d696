import type { Database, Transaction } from '@ates/platform';

/** A statement that this instance is about to send. */
export interface ClaimedStatement {
  id: string;
  date: string;
  user: string;
  /** Which attempt it is, from 1. */
  attempt: number;
  messageId: string;
  /** As Auth has it; empty when it has none, null while the person was never fetched. */
  email: string | null;
}

/** Longer than an attempt can take: then whoever made it is gone. */
const lostAfterSeconds = 180;

/** Whether a statement is due, by one look that claims nothing. */
export async function isStatementDue(database: Database): Promise<boolean> {
  const [row] = await database.query<{ is_due: boolean }>(
    `select exists (select from statement where state = 'pending' and next_attempt_at <= now()) as is_due`,
  );
  return row?.is_due ?? false;
}

/**
 * Claims the statement that is due longest, for one attempt; undefined when none is. Others do not see it until the
 * attempt is noted or counts as lost. Its Message-ID is given at the first attempt and stays (F7).
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

/** It was taken, whatever was noted meanwhile. */
export const noteSent = (database: Database, { id }: ClaimedStatement): Promise<unknown> =>
  database.query(
    `update statement set state = 'sent', sent_at = now(), last_error = null where id = $1 and state <> 'sent'`,
    [id],
  );

// An attempt that counts as lost has no say any more: another one may be under way.
const byThisAttempt = `where id = $1 and attempts = $2 and state = 'pending'`;

/** It is to be tried again after a pause. */
export const notePause = (
  database: Database,
  { id, attempt }: ClaimedStatement,
  reason: string,
  seconds: number,
): Promise<unknown> =>
  database.query(
    `update statement set last_error = $3, next_attempt_at = now() + make_interval(secs => $4) ${byThisAttempt}`,
    [id, attempt, storable(reason), seconds],
  );

/** It will not be tried again until an administrator says so. */
export const notePark = (
  database: Database,
  { id, attempt }: ClaimedStatement,
  reason: string,
): Promise<unknown> =>
  database.query(`update statement set state = 'parked', last_error = $3 ${byThisAttempt}`, [
    id,
    attempt,
    storable(reason),
  ]);

/** Makes a parked statement due again; false when it is not parked. */
export async function unpark(tx: Transaction, id: string): Promise<boolean> {
  const [, count] = await tx.query<[unknown[], number]>(
    `update statement set state = 'pending', attempts = 0, next_attempt_at = now()
     where id = $1 and state = 'parked'`,
    [id],
  );
  return count > 0;
}

const longestReason = 500;

// What a server answers may be anything, and PostgreSQL keeps no NUL.
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').slice(0, longestReason);
