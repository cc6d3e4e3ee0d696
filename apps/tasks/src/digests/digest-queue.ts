import { MailTable, type ClaimedMail } from '@ates/mail';
import type { Database } from '@ates/platform';

/** A claimed digest. */
export interface ClaimedDigest extends ClaimedMail {
  date: string;
  personId: string;
  beginsAt: Date;
  endsAt: Date;
  timeZone: string;
  messageId: string;
  /** Null until the person's name is known. */
  name: string | null;
  /** The address in Auth: empty if the person has none, null until the person has been fetched. */
  email: string | null;
  /** Whether the person still has the digest turned on, and was not deleted. */
  isWanted: boolean;
}

/** The durable queue of digests. */
export const digestTable = new MailTable('digest');

/**
 * Claims the longest-due digest for one attempt, or returns undefined if none is due. The first attempt assigns the
 * Message-ID, which never changes afterwards.
 */
export async function claimDueDigest(database: Database, host: string): Promise<ClaimedDigest | undefined> {
  const messageId = `concat('<digest.', day, '.', person_id, '@', $1::text, '>')`;
  const [claimed] = await database.query<ClaimedDigest>(
    `${digestTable.claimed(`message_id = coalesce(message_id, ${messageId})`)}
     select claimed.id, day::text as date, claimed.person_id as "personId", begins_at as "beginsAt", ends_at as "endsAt",
            time_zone as "timeZone", attempts as attempt, message_id as "messageId", nullif(cached_user.name, '') as name,
            case when cached_user.is_known then cached_user.email end as email,
            subscriber.person_id is not null and not coalesce(cached_user.is_deleted, false) as "isWanted"
     from claimed
     left join cached_user on cached_user.id = claimed.person_id
     left join digest_subscriber as subscriber on subscriber.person_id = claimed.person_id`,
    [host],
  );
  return claimed;
}
