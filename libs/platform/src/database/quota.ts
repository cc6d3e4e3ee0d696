import { Problem } from '../problem.js';

const windowMilliseconds = 60_000;

/** The row of `countedUse`: the number of uses in this minute, and the milliseconds until the minute ends. */
export interface CountedUse {
  uses: number;
  milliseconds: number;
}

/**
 * SQL to embed as a CTE: counts uses, the rows `key` and `uses` of the query `asked`, and returns one row for each key: a
 * `CountedUse` with its `key`. A minute begins with its first use. The count commits together with what it counts, so
 * failed uses do not count; all instances share it. Transactions with the same key wait for each other.
 */
export const countedUses = (asked: string): string => `
  insert into attempt_count as counter (key, points, expire)
  select key, uses, ${milliseconds} + ${windowMilliseconds} from (${asked}) as asked order by key
  on conflict (key) do update set
    points = case when counter.expire > ${milliseconds} then counter.points + excluded.points else excluded.points end,
    expire = case when counter.expire > ${milliseconds} then counter.expire else excluded.expire end
  returning counter.key, counter.points as uses, (counter.expire - ${milliseconds})::int as milliseconds`;

/** SQL as of `countedUses` for one use under the text parameter `key`: one row. */
export const countedUse = (key: string): string => countedUses(`select ${key}::text as key, 1 as uses`);

const milliseconds = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** What the use was, for its refusal: `what` completes "You have ... within a minute". */
interface LimitedUse {
  code: string;
  what: string;
}

/** The Problem `code` (429, with Retry-After until the minute ends) if a use exceeds the quota of `perMinute`. */
export function overLimit(
  { uses, milliseconds: left }: CountedUse,
  perMinute: number,
  { code, what }: LimitedUse,
): Problem | undefined {
  if (uses <= perMinute) {
    return undefined;
  }
  const seconds = Math.max(1, Math.ceil(left / 1000));
  return new Problem(
    'too-many',
    code,
    `You have ${what} within a minute. Try again in ${inSeconds(seconds)}.`,
    { retryAfterSeconds: seconds },
  );
}

/** Throws the Problem of `overLimit`, if there is one. */
export function requireWithin(use: CountedUse, perMinute: number, limited: LimitedUse): void {
  const refusal = overLimit(use, perMinute, limited);
  if (refusal) {
    throw refusal;
  }
}

/** The time to wait in the text of a Problem: "1 second", "2 seconds". */
export const inSeconds = (seconds: number): string => (seconds === 1 ? '1 second' : `${seconds} seconds`);
