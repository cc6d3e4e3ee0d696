import { createHash } from 'node:crypto';

/** How many groups the keys are summed up in; each key's group is the first two bytes of its SHA-256. */
const groups = 65_536;

// Sums of six bytes, without what goes over six bytes: numbers that JavaScript adds exactly.
const wrap = 2 ** 48;

export interface GroupSum {
  group: number;
  sum: number;
}

/**
 * Sums of the hashes of permanent keys, in groups. Two sets of keys whose sums are the same are the same set, whatever the
 * order they were added in and however many they are; where one group differs, its keys alone are to be looked at. Takes half
 * a megabyte for any number of keys.
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

  /** The groups in which the other sums, given where they are not 0, are not these. */
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

/** SQL, an aggregate: the sum of the keys of a group. */
export const sumSql = (key: string): string => `(sum(${number(key, 3, 6)}) % ${wrap})::float8`;
