import type { TestDatabase } from '../support/database.js';
import { hostileId } from './hostile-messages.js';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Where a database mentions the id of hostile messages, other than in parked messages: `table.column`. Reads every
 * column that could hold an id.
 */
export async function effectsOfHostile(database: TestDatabase): Promise<string[]> {
  const columns = await database.query<{ table: string; column: string; type: string }>(
    `select table_name as table, column_name as column, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name <> 'parked_message'
       and data_type in ('uuid', 'text', 'jsonb', 'json', 'character varying', 'ARRAY')`,
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await database.query(
      `select from ${quoted(table)} where ${quoted(column)}::text like $1 limit 1`,
      [`%${hostileId}%`],
    );
    if (rows.length > 0) {
      found.push(`${table}.${column}`);
    }
  }
  return found;
}

/** How many messages are parked, by source. */
export async function parkedBySource(database: TestDatabase): Promise<Record<string, number>> {
  const rows = await database.query<{ source: string; count: number }>(
    `select source, count(*)::int as count from parked_message where kind = 'refused' group by source`,
  );
  return Object.fromEntries(rows.map(({ source, count }) => [source, count]));
}

/** Reasons that an operator could not use: those of a crash instead of a refusal. */
export async function uselessReasons(database: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ reason: string }>(
    `select distinct reason from parked_message
     where reason = '' or reason ~* '(typeerror|rangeerror|is undefined|cannot read|is not a function|violates|syntax|\\$\\d)'
     limit 20`,
  );
  return rows.map(({ reason }) => reason);
}
