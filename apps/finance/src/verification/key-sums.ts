import { createHash } from 'node:crypto';

/** The number of groups that keys are summed in; a key's group is the first two bytes of its SHA-256. */
const groups = 65_536;

// Sums are six bytes wide and wrap around, so that JavaScript adds the numbers exactly.
const wrap = 2 ** 48;

export interface GroupSum {
  group: number;
  sum: number;
}

/**
 * Sums of the hashes of permanent keys, in groups. Two sets of keys with equal sums are the same set, whatever their
 * order and size; if a group differs, only its keys need to be compared. Takes half a megabyte for any number of keys.
 */
export class KeySums {
  private readonly sums = new Float64Array(groups);

  add(key: string): void {
    const digest = digestOf(key);
    const group = groupOf(digest);
    this.sums[group] = ((this.sums[group] ?? 0) + digest.readUIntBE(2, 6)) % wrap;
  }

  /** The sum of a group. */
  of(group: number): number {
    return this.sums[group] ?? 0;
  }

  /** The groups whose sum differs from `others`, in which groups with sum 0 may be missing. */
  differing(others: readonly GroupSum[]): number[] {
    const rest = this.sums.slice();
    for (const { group, sum } of others) {
      rest[group] = ((rest[group] ?? 0) - sum + wrap) % wrap;
    }
    return [...rest.keys()].filter((group) => rest[group] !== 0);
  }
}

/** The group of a key. */
export const groupOfKey = (key: string): number => groupOf(digestOf(key));

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();

const groupOf = (digest: Buffer): number => digest.readUInt16BE(0);

const number = (key: string, from: number, bytes: number): string =>
  `('x' || encode(substr(sha256(convert_to(${key}, 'UTF8')), ${from}, ${bytes}), 'hex'))::bit(${8 * bytes})::bigint`;

/** SQL: the group of a key. */
export const groupSql = (key: string): string => number(key, 1, 2);

/** SQL aggregate: the sum of a group's keys. */
export const sumSql = (key: string): string => `(sum(${number(key, 3, 6)}) % ${wrap})::float8`;
