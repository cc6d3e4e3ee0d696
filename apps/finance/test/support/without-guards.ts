import type { TestDatabase } from '../../../../test/support/database.js';

/**
 * Runs `work` with the triggers of some tables and of their months disabled, as their owner could, and enables them again
 * afterwards.
 */
export async function withoutGuards(
  database: TestDatabase,
  tables: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  const guards = await database.query<{ table: string; name: string; always: string }>(
    `select tgrelid::regclass::text as table, quote_ident(tgname) as name, case tgenabled when 'A' then 'always' else '' end as always
     from pg_trigger
     where tgenabled <> 'D'
       and tgrelid in (select relid from unnest($1::regclass[]) as guarded, pg_partition_tree(guarded)
                       union all select unnest($1::regclass[]))`,
    [tables],
  );
  for (const { table, name } of guards) {
    await database.query(`alter table only ${table} disable trigger ${name}`);
  }
  try {
    await work();
  } finally {
    for (const { table, name, always } of guards) {
      await database.query(`alter table only ${table} enable ${always} trigger ${name}`);
    }
  }
}
