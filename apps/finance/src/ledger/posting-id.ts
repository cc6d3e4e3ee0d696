import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/**
 * A posting's id: a UUID v7 with the event's time, so that ids grow with it, and bits of its permanent key in place of
 * the random ones. The same event has the same id in every ledger built from it (F11).
 */
export function postingIdOf(key: string, occurredAt: string): string {
  const digest = createHash('sha256').update(key).digest();
  return uuidv7({
    msecs: Math.max(0, Date.parse(occurredAt)),
    random: digest.subarray(0, 16),
    seq: digest.readUInt32BE(16),
  });
}

/** SQL: the id of a posting that the database creates, derived from its permanent key alone. */
export const idOfKey = (key: string): string =>
  `substr(encode(sha256(convert_to(${key}, 'UTF8')), 'hex'), 1, 32)::uuid`;

/** SQL: identifies a posting in the day journal by eight bytes of its permanent key's hash. */
export const keyDigest = (key: string): string => `substr(sha256(convert_to(${key}, 'UTF8')), 1, 8)`;
