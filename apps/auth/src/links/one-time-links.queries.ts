import type { Transaction } from '@ates/platform';

/** Whether a link can be used, and if not, why; according to the database's clock. */
export type LinkState = 'open' | 'used' | 'expired' | 'revoked' | 'unknown';

interface StoredLink {
  id: string;
  purpose: string;
  subject: string;
  tokenHash: string;
  seconds: number;
}

export async function insertLink(tx: Transaction, link: StoredLink): Promise<void> {
  await tx.query(
    `insert into one_time_link (id, purpose, subject, token_hash, expires_at)
     values ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
    [link.id, link.purpose, link.subject, link.tokenHash, link.seconds],
  );
}

/** Marks an open link as used; returns its subject, or undefined if there is no such open link. */
export async function markUsed(
  tx: Transaction,
  purpose: string,
  tokenHash: string,
): Promise<string | undefined> {
  const [rows] = await tx.query<[{ subject: string }[], number]>(
    `update one_time_link set used_at = now()
     where token_hash = $1 and purpose = $2
       and used_at is null and revoked_at is null and expires_at > now()
     returning subject`,
    [tokenHash, purpose],
  );
  return rows[0]?.subject;
}

/** A link's state and subject. */
export interface FoundLink {
  state: LinkState;
  subject: string;
}

/** Runs a query, inside or outside a transaction. */
export type Read = (sql: string, parameters: string[]) => Promise<FoundLink[]>;

/** The link with this token; undefined if there is none. */
export async function findLink(
  read: Read,
  purpose: string,
  tokenHash: string,
): Promise<FoundLink | undefined> {
  const [found] = await read(
    `select subject, ${linkState} as state from one_time_link where token_hash = $1 and purpose = $2`,
    [tokenHash, purpose],
  );
  return found;
}

/** SQL for a link's state. */
export const linkState = `case
  when used_at is not null then 'used'
  when revoked_at is not null then 'revoked'
  when expires_at <= now() then 'expired'
  else 'open' end`;

/** Marks all open links of a subject as used, because its matter is settled. */
export async function endLinks(tx: Transaction, purpose: string, subject: string): Promise<void> {
  await tx.query(
    `update one_time_link set used_at = now()
     where subject = $1 and purpose = $2 and used_at is null and revoked_at is null`,
    [subject, purpose],
  );
}

/** Revokes the open links of a subject; returns how many there were. */
export async function revokeLinks(tx: Transaction, purpose: string, subject: string): Promise<number> {
  const [, count] = await tx.query<[unknown[], number]>(
    `update one_time_link set revoked_at = now()
     where subject = $1 and purpose = $2 and used_at is null and revoked_at is null`,
    [subject, purpose],
  );
  return count;
}

/** Deletes links that expired more than 30 days ago; until then, their page says why they no longer work. */
export async function forgetOldLinks(tx: Transaction): Promise<void> {
  await tx.query(`delete from one_time_link where expires_at < now() - interval '30 days'`);
}
