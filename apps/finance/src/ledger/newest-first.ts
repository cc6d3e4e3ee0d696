/** Days as `YYYY-MM-DD`, or the infinities of PostgreSQL; text in this order is in the order of time. */
interface Days {
  from: string;
  to: string;
}

const dayMilliseconds = 86_400_000;
const firstDays = 62;
const mostDays = 10 * 366;

/** A day some days after an instant. */
export const dayFrom = (instant: Date, days: number): string =>
  new Date(instant.getTime() + days * dayMilliseconds).toISOString().slice(0, 10);

/**
 * Reads up to `limit` rows of a range of days, newest first. Tries the last two months of the range and then more, since
 * PostgreSQL looks into each month of the days that a statement names, even if the newest already have enough rows.
 * `after` is the day of a cursor, if there is one; nothing is booked later than `now`.
 */
export async function newestFirst<Row>(
  { from, to, after, limit, now }: Days & { after: string | undefined; limit: number; now: Date },
  rowsBetween: (days: Days) => Promise<Row[]>,
): Promise<Row[]> {
  const last = [to, after ?? to, dayFrom(now, 2)].reduce((left, right) => (left < right ? left : right));
  for (let days = firstDays; ; days *= 4) {
    const first = last === '-infinity' || days > mostDays ? from : dayFrom(new Date(last), -days);
    const isWhole = first <= from;
    const rows = await rowsBetween({ from: isWhole ? from : first, to: last });
    if (isWhole || rows.length === limit) {
      return rows;
    }
  }
}
