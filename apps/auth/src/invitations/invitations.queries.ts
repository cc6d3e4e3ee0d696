import type { Role } from '@ates/contracts';
import type { MailLanguage } from '@ates/mail';
import type { Database, Transaction } from '@ates/platform';
import type { PasswordOwner } from '../credentials/personal-passwords.js';
import { withoutCapitals } from '../database/without-capitals.js';

/** A stored invitation. */
export interface StoredInvitation {
  id: string;
  email: string;
  name: string | null;
  roles: Role[];
  language: MailLanguage;
  /** The person, if an administrator has already added them; null if they join by accepting. */
  userId: string | null;
}

const columns = `id, email, name, roles, language, user_id as "userId"`;
const isOpen = `accepted_at is null and revoked_at is null`;

export async function insertInvitation(
  tx: Transaction,
  invitation: StoredInvitation & { invitedBy: string; seconds: number },
): Promise<void> {
  const { id, email, name, roles, language, userId, invitedBy, seconds } = invitation;
  await tx.query(
    `insert into invitation (id, email, name, roles, language, user_id, invited_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))`,
    [id, email, name, roles, language, userId, invitedBy, seconds],
  );
}

/** Serializes invitations to the same address until the transaction ends. */
export async function lockInvited(tx: Transaction, email: string): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('auth:invitation:' || ${withoutCapitals('$1')}, 0))`,
    [email],
  );
}

/** Whether an address has an invitation that can still be accepted. */
export async function isInvited(tx: Transaction, email: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `select 1 from invitation
     where ${withoutCapitals('email')} = ${withoutCapitals('$1')} and ${isOpen} and expires_at > now()`,
    [email],
  );
  return rows.length > 0;
}

/** An open invitation (neither accepted nor revoked), locked until the transaction ends; undefined if there is none. */
export async function findInvitation(tx: Transaction, id: string): Promise<StoredInvitation | undefined> {
  const [found] = await tx.query<StoredInvitation[]>(
    `select ${columns} from invitation where id = $1 and ${isOpen} for update`,
    [id],
  );
  return found;
}

/** The owner of the password chosen for an invitation. `name` takes precedence over the name in the invitation. */
export async function ownerOfInvitation(
  database: Database,
  id: string,
  name: string | undefined,
): Promise<PasswordOwner> {
  const [owner] = await database.query<PasswordOwner>(
    `select coalesce($2, name, '') as name, email from invitation where id = $1`,
    [id, name],
  );
  return owner ?? { name: '', email: '' };
}

export async function extendInvitation(tx: Transaction, id: string, seconds: number): Promise<void> {
  await tx.query(`update invitation set expires_at = now() + make_interval(secs => $2) where id = $1`, [
    id,
    seconds,
  ]);
}

export async function markAccepted(tx: Transaction, id: string): Promise<void> {
  await tx.query(`update invitation set accepted_at = now() where id = $1`, [id]);
}

export async function markRevoked(tx: Transaction, id: string): Promise<void> {
  await tx.query(`update invitation set revoked_at = now() where id = $1`, [id]);
}

/** Deletes invitations that expired more than 30 days ago, in whatever state. */
export async function forgetOldInvitations(tx: Transaction): Promise<void> {
  await tx.query(`delete from invitation where expires_at < now() - interval '30 days'`);
}

/** SQL for a change token of open invitations; it covers the newest 100. */
export const invitationsVersion = `(
  select md5(string_agg(concat(id, xmin), ' ' order by id))
  from (select id, xmin from invitation where ${isOpen} order by id desc limit 100) as newest)`;
