import type { SessionView } from '@ates/contracts';
import { isoInstant, type Database } from '@ates/platform';

/** SQL: seconds since 1970 as an instant. */
const instantOf = (seconds: string): string => isoInstant(`to_timestamp(${seconds})`);

/**
 * A person's sessions, the one used last first. A browser has a session, which its tokens end with; a device that signed in
 * with a code has only refresh tokens, each replaced by the next within one grant (A2). Ids stay here: they are secrets.
 */
export const sessionsOf = (database: Database, userId: string): Promise<SessionView[]> =>
  database.query<SessionView>(
    `with stored as (
       select kind, uid, grant_id, expires_at, payload->>'sessionUid' as session_uid,
              (payload->>'loginTs')::float8 as login_at, (payload->>'iat')::float8 as issued_at,
              (payload->>'iiat')::float8 as first_issued_at,
              coalesce((payload->>'expiresWithSession')::boolean, false) as ends_with_session
       from oidc_payload
       where account_id = $1 and kind in ('Session', 'RefreshToken') and expires_at > now()
     ), session as (
       select 'browser' as kind, login_at as signed_in, expires_at,
              greatest(issued_at, (select max(token.issued_at) from stored as token
                                   where token.kind = 'RefreshToken' and token.session_uid = stored.uid)) as last_used
       from stored where kind = 'Session'
       union all
       select 'device', min(first_issued_at), max(expires_at), max(issued_at)
       from stored where kind = 'RefreshToken' and not ends_with_session
       group by grant_id
     )
     select kind, ${instantOf('signed_in')} as signed_in_at, ${instantOf('last_used')} as last_used_at,
            ${isoInstant('expires_at')} as expires_at
     from session order by last_used desc, signed_in desc`,
    [userId],
  );
