import type { Transaction } from '@ates/platform';

/** Whether a link can be used, and if not, why; by the database's clock. */
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

/** Marks an open link as used; answers its subject, or undefined when there is no open one. */
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

/** A link as its page finds it. */
export interface FoundLink {
  state: LinkState;
  subject: string;
}

/** Runs a statement, in a transaction or outside any. */
export type Read = (sql: string, parameters: string[]) => Promise<FoundLink[]>;

/** The state of a link and what it is about; undefined when there is none. */
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

/** SQL of a link's state. */
export const linkState = `case
  when used_at is not null then 'used'
  when revoked_at is not null then 'revoked'
  when expires_at <= now() then 'expired'
  else 'open' end`;

/** Marks the open links about a subject as used: it is settled. */
export async function endLinks(tx: Transaction, purpose: string, subject: string): Promise<void> {
  await tx.query(
    `update one_time_link set used_at = now()
     where subject = $1 and purpose = $2 and used_at is null and revoked_at is null`,
    [subject, purpose],
  );
}

/** Withdraws the open links about a subject; answers how many there were. */
export async function revokeLinks(tx: Transaction, purpose: string, subject: string): Promise<number> {
  const [, count] = await tx.query<[unknown[], number]>(
    `update one_time_link set revoked_at = now()
     where subject = $1 and purpose = $2 and used_at is null and revoked_at is null`,
    [subject, purpose],
  );
  return count;
}

/** Deletes links that expired a month ago: until then their page says what became of them. */
export async function forgetOldLinks(tx: Transaction): Promise<void> {
  await tx.query(`delete from one_time_link where expires_at < now() - interval '30 days'`);
}
