const names = new Map<string, string>();

/**
 * Marks the SQL of a hot path: each connection parses it once, under a name, and PostgreSQL replans it only as long
 * as knowing the parameters makes it cheaper. Planning took three quarters of PostgreSQL's time for reading one task.
 * There must be a small number of texts, since each connection keeps all of them. Returns the SQL without white space at its
 * ends.
 */
export function prepared(sql: string): string {
  const text = sql.trim();
  if (!names.has(text)) {
    names.set(text, `ates_${names.size + 1}`);
  }
  return text;
}

/** The name of a statement marked by `prepared`; undefined for any other SQL. */
export const preparedName = (sql: string): string | undefined => names.get(sql);

/**
 * SQL: has the transaction's further statements look rows up by index, by the plan that PostgreSQL keeps of a prepared
 * statement. Otherwise it may read a whole table, because that is cheapest while the table is nearly empty, and keep that
 * plan while it grows; and each connection plans a statement five times before it keeps a plan, which took two thirds of
 * the time of a posting.
 */
export const plansByIndex = `set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan`;
