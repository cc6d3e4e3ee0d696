import type { SecurityAction, SecuritySubjectKind } from '@ates/contracts';
import { currentContext, Problem, type Actor } from '@ates/platform';

/** What is recorded beside an action. No secrets, and no text that a person may have mistyped a secret into. */
export type SecurityDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface SecurityEntry {
  action: SecurityAction;
  /** Whom or what it was done to. The name of a person is looked up as the entry is written. */
  subject?: { kind: SecuritySubjectKind; id: string };
  /** Who did it, where that is not who asks: a person who signs in has no token yet. */
  actor?: Actor;
  /** The client, where no token names it. */
  clientId?: string | undefined;
  details?: SecurityDetails;
}

/** An open transaction; or the database itself, for an entry that belongs to no change. */
export interface EntryWriter {
  /** Whether this instance only reads (S9), and so cannot record anything. */
  onlyReads?: boolean;
  query(sql: string, parameters: unknown[]): Promise<unknown>;
}

/**
 * Writes an entry of the security log (A10). Give it the transaction of the change, so that both commit or neither.
 * Who asks, from where and by which request comes from the current context (`currentContext`). Throws the Problem `read-only` in
 * an instance that only reads: what has to be recorded is left to the others.
 */
export async function recordSecurity(writer: EntryWriter, entry: SecurityEntry): Promise<void> {
  if (writer.onlyReads) {
    throw notRecordable();
  }
  const context = currentContext();
  const actor = entry.actor ?? context.actor;
  await writer.query(
    `insert into security_log
       (action, actor_kind, actor_id, subject_kind, subject_id, address, user_agent, client_id, request_id, details)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      entry.action,
      actor.kind,
      actor.id ?? null,
      entry.subject?.kind ?? null,
      entry.subject?.id ?? null,
      context.address ?? null,
      context.userAgent ?? null,
      entry.clientId ?? context.clientId ?? null,
      context.requestId ?? null,
      JSON.stringify(entry.details ?? {}),
    ],
  );
}

const notRecordable = (): Problem =>
  new Problem(
    'unavailable',
    'read-only',
    'This is recorded in the security log, and nothing can be recorded right now: the part of this service that makes changes ' +
      'is away or being updated. Try again shortly.',
    { retryAfterSeconds: 5 },
  );
