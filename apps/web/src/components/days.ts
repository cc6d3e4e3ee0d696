const dayMilliseconds = 24 * 60 * 60 * 1000;

/** The settlement day `count` days after another (before it, if negative), both as `2026-03-02`. */
export const daysAfter = (day: string, count: number): string =>
  new Date(Date.parse(day) + count * dayMilliseconds).toISOString().slice(0, 10);

/** All days from the first to the last, both included; none if the last is before the first. */
export function daysFrom(first: string, last: string): string[] {
  const count = (Date.parse(last) - Date.parse(first)) / dayMilliseconds + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => daysAfter(first, at));
}

/** Parses a calendar day such as `2026-03-02` from a search parameter; undefined if it isn't one. */
export function parseDay(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) {
    return undefined;
  }
  const time = Date.parse(value);
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
  return exists ? value : undefined;
}
