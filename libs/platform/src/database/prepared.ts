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
