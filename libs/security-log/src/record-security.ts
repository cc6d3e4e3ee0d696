import type { SecurityAction, SecuritySubjectKind } from '@ates/contracts';
import { currentContext, Problem, type Actor } from '@ates/platform';

/** The details of an entry. No secrets, and no text fields into which a person may have mistyped a secret. */
export type SecurityDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface SecurityEntry {
  action: SecurityAction;
  /** The person or thing acted on. A person's name is looked up when the entry is written. */
  subject?: { kind: SecuritySubjectKind; id: string };
  /** The actor, if it is not the caller in the current context: a person who is signing in has no token yet. */
  actor?: Actor;
  /** The client, if no token names it. */
  clientId?: string | undefined;
  details?: SecurityDetails;
}

/** An open transaction, or the database itself for an entry that does not belong to a change. */
export interface EntryWriter {
  /** True for a read-only instance (S9), which cannot record anything. */
  onlyReads?: boolean;
  query(sql: string, parameters: unknown[]): Promise<unknown>;
}

/**
 * Writes a security log entry (A10). Pass the transaction of the change, so that both commit or neither does. The
 * actor, address and request id come from the current context (`currentContext`). Throws the Problem `read-only` in a
 * read-only instance, which must leave recorded actions to the other instances.
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
    'This must be recorded in the security log, which is not possible right now: the part of this service that makes ' +
      'changes is down or being updated. Try again shortly.',
    { retryAfterSeconds: 5 },
  );
