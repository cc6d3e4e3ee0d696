import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/**
 * The id of a posting: a UUID v7 with the time of the event, so that ids grow with it, and with bits of its permanent
 * key where others are random. So the same event has the same id in every ledger that is made of it (F11).
 */
export function postingIdOf(key: string, occurredAt: string): string {
  const digest = createHash('sha256').update(key).digest();
  return uuidv7({
    msecs: Math.max(0, Date.parse(occurredAt)),
    random: digest.subarray(0, 16),
    seq: digest.readUInt32BE(16),
  });
}

/** SQL: the id of a posting that the database itself makes, of its permanent key alone. */
export const idOfKey = (key: string): string =>
  `substr(encode(sha256(convert_to(${key}, 'UTF8')), 'hex'), 1, 32)::uuid`;

/** SQL: what names a posting in the day journal: eight bytes of its permanent key's hash. */
export const keyDigest = (key: string): string => `substr(sha256(convert_to(${key}, 'UTF8')), 1, 8)`;
