import { MailTable, type ClaimedMail } from '@ates/mail';
import type { Database, Transaction } from '@ates/platform';

/** A claimed statement. */
export interface ClaimedStatement extends ClaimedMail {
  date: string;
  user: string;
  messageId: string;
  /**
   * The address in Auth: empty if the person has none, or left before it was fetched, since Auth returns no one who left; null
   * until the person has been fetched.
   */
  email: string | null;
}

/** The durable queue of statements (F7). */
export const statementTable = new MailTable('statement');

/**
 * Claims the longest-due statement for one attempt, or returns undefined if none is due. The first attempt assigns the
 * Message-ID, which never changes afterwards (F7).
 */
export async function claimDueStatement(
  database: Database,
  host: string,
): Promise<ClaimedStatement | undefined> {
  const [claimed] = await database.query<ClaimedStatement>(
    `${statementTable.claimed(`message_id = coalesce(message_id, concat('<statement.', day, '.', user_id, '@', $1::text, '>'))`)}
     select claimed.id, day::text as date, user_id as user, attempts as attempt, message_id as "messageId",
            case when cached_user.is_known then cached_user.email when cached_user.is_deleted then '' end as email
     from claimed left join cached_user on cached_user.id = claimed.user_id`,
    [host],
  );
  return claimed;
}

/** Makes a parked statement due again. Returns false if it is not parked. */
export async function unpark(tx: Transaction, id: string): Promise<boolean> {
  const [, count] = await tx.query<[unknown[], number]>(
    `update statement set state = 'pending', attempts = 0, next_attempt_at = now()
     where id = $1 and state = 'parked'`,
    [id],
  );
  return count > 0;
}
