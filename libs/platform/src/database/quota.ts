import { Problem } from '../problem.js';

const windowMilliseconds = 60_000;

/** The row of `countedUse`: the number of uses in this minute, and the milliseconds until the minute ends. */
export interface CountedUse {
  uses: number;
  milliseconds: number;
}

/**
 * SQL to embed as a CTE: counts one use under the text parameter `key` and returns one row, a `CountedUse`. A minute
 * begins with its first use. The count commits together with what it counts, so failed and rejected uses do not count;
 * all instances share it. Transactions with the same key wait for each other.
 */
export const countedUse = (key: string): string => `
  insert into attempt_count as counter (key, points, expire)
  values (${key}::text, 1, ${milliseconds} + ${windowMilliseconds})
  on conflict (key) do update set
    points = case when counter.expire > ${milliseconds} then counter.points + 1 else 1 end,
    expire = case when counter.expire > ${milliseconds} then counter.expire else excluded.expire end
  returning counter.points as uses, (counter.expire - ${milliseconds})::int as milliseconds`;

const milliseconds = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * Throws the Problem `code` (429, with Retry-After until the minute ends) if the use exceeds the quota of `perMinute`.
 * `what` completes "You have ...".
 */
export function requireWithin(
  { uses, milliseconds: left }: CountedUse,
  perMinute: number,
  { code, what }: { code: string; what: string },
): void {
  if (uses > perMinute) {
    const seconds = Math.max(1, Math.ceil(left / 1000));
    throw new Problem(
      'too-many',
      code,
      `You have ${what} within a minute. Try again in ${inSeconds(seconds)}.`,
      {
        retryAfterSeconds: seconds,
      },
    );
  }
}

const inSeconds = (seconds: number): string => (seconds === 1 ? '1 second' : `${seconds} seconds`);
