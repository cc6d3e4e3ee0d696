import type { TestDatabase } from '../../../../test/support/database.js';

/** Runs `work` with the triggers of some tables disabled, as their owner could, and enables them again afterwards. */
export async function withoutGuards(
  database: TestDatabase,
  tables: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  for (const table of tables) {
    await database.query(`alter table ${table} disable trigger all`);
  }
  try {
    await work();
  } finally {
    for (const table of tables) {
      await database.query(`alter table ${table} enable trigger all`);
    }
    for (const [table, trigger] of enabledAlways) {
      if (tables.includes(table)) {
        await database.query(`alter table ${table} enable always trigger ${trigger}`);
      }
    }
  }
}

const enabledAlways = [
  ['posting', 'posting_is_append_only'],
  ['business_day', 'business_day_is_append_only'],
  ['carried_balance', 'carried_balance_is_append_only'],
  ['day_result', 'day_result_is_append_only'],
] as const;
