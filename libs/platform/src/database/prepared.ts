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
 * SQL: has the transaction's further statements look rows up by index, whatever PostgreSQL knows of the tables. It may
 * plan a prepared statement while a table is nearly empty, where reading all of it is cheapest, and keep that plan while
 * the table grows, until autovacuum analyzes it.
 */
export const plansByIndex = `set local enable_seqscan = off`;
