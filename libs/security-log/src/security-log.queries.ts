import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type {
  SecurityAction,
  SecurityLogEntry,
  SecurityLogExportQuery,
  SecurityLogPage,
  SecurityLogQuery,
  SecuritySubjectKind,
} from '@ates/contracts';
import {
  Database,
  decodeCursor,
  HeavyReads,
  toPage,
  type Actor,
  type Asker,
  type ReadSource,
  isoInstantWithMicroseconds,
} from '@ates/platform';

const cursorKeys = z.tuple([z.iso.datetime(), z.string().regex(/^\d{1,18}$/)]);
type CursorKeys = z.infer<typeof cursorKeys>;

interface EntryRow {
  id: string;
  at: string;
  action: SecurityAction;
  actor_kind: Actor['kind'];
  actor_id: string | null;
  actor_name: string | null;
  subject_kind: SecuritySubjectKind | null;
  subject_id: string | null;
  subject_name: string | null;
  address: string | null;
  user_agent: string | null;
  client_id: string | null;
  request_id: string | null;
  details: Record<string, unknown>;
}

/** Reads of the security log (A10), newest entries first. */
@Injectable()
export class SecurityLogQueries {
  constructor(
    private readonly database: Database,
    private readonly heavyReads: HeavyReads,
  ) {}

  /** A page of the matching entries. Throws the Problem `invalid-cursor`. */
  async page(query: SecurityLogQuery): Promise<SecurityLogPage> {
    const after = decodeCursor(query.cursor, cursorKeys);
    const entries = await entriesIn(this.database, query, after, query.limit + 1);
    return toPage(entries, query.limit, keysOf);
  }

  /** All matching entries, in batches. Throws the Problems of `HeavyReads.read`. */
  all(query: SecurityLogExportQuery, asker: Asker): AsyncGenerator<SecurityLogEntry[], void> {
    return this.heavyReads.batches(
      asker,
      (source, after, limit) => entriesIn(source, query, after, limit),
      keysOf,
    );
  }
}

const keysOf = ({ at, id }: SecurityLogEntry): CursorKeys => [at, id];

async function entriesIn(
  source: ReadSource,
  query: SecurityLogExportQuery,
  after: CursorKeys | undefined,
  limit: number,
): Promise<SecurityLogEntry[]> {
  const [afterAt, afterId] = after ?? [];
  const rows = await source.query<EntryRow>(
    `select id::text, ${isoInstantWithMicroseconds('at')} as at, action,
            actor_kind, actor_id, actor_name, subject_kind, subject_id, subject_name,
            address, user_agent, client_id, request_id, details
     from security_log as entry
     where ($1::text[] is null or action = any($1))
       and ($2::text is null or actor_id = $2)
       and ($3::text is null or subject_id = $3)
       and ($4::text is null or actor_id = $4 or subject_id = $4)
       and ($5::text is null or address = $5)
       and ($6::text is null or request_id = $6)
       and entry.at >= coalesce($7::timestamptz, '-infinity') and entry.at < coalesce($8::timestamptz, 'infinity')
       and ($9::timestamptz is null or (entry.at, entry.id) < ($9, $10::bigint))
     order by entry.at desc, entry.id desc
     limit $11`,
    [
      query.action ?? null,
      query.actor ?? null,
      query.subject ?? null,
      query.person ?? null,
      query.address ?? null,
      query.request_id ?? null,
      query.from ?? null,
      query.to ?? null,
      afterAt ?? null,
      afterId ?? null,
      limit,
    ],
  );
  return rows.map(entryOf);
}

const entryOf = (row: EntryRow): SecurityLogEntry => ({
  id: row.id,
  at: row.at,
  action: row.action,
  actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
  subject:
    row.subject_kind === null ? null : { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
  address: row.address,
  user_agent: row.user_agent,
  client_id: row.client_id,
  request_id: row.request_id,
  details: row.details,
});
