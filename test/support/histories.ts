import { appendFileSync } from 'node:fs';
import fc from 'fast-check';

/** Sizes, seed and report of the random histories; `npm run test:histories` sets the environment keys. */
const requested = {
  histories: numberIn('HISTORIES'),
  seed: numberIn('HISTORIES_SEED'),
  path: process.env['HISTORIES_PATH'],
  report: process.env['HISTORIES_REPORT'],
};

/** A seed of this run; every property that is given none uses it, so that one number repeats the whole run. */
const seedOfRun = requested.seed ?? Math.floor(Math.random() * 2 ** 31);

/** How long a suite may play, in milliseconds: a campaign plays for hours. */
export const playingMilliseconds = requested.histories === undefined ? 480_000 : 24 * 3_600_000;

// A smaller counterexample is worth waiting for, but not longer than this.
const shrinkingMilliseconds = 180_000;

function numberIn(key: string): number | undefined {
  const text = process.env[key];
  return text === undefined ? undefined : Number(text);
}

interface Play<History> {
  /** What the histories are about, as the report names it. */
  about: string;
  /** How many are played in `npm test`. */
  inTest: number;
  /** The part of all histories that a campaign plays of these, from 0 to 1. */
  share: number;
  history: fc.Arbitrary<History>;
  /** Plays a history and throws if it does not end as it must. Returns how many operations it had. */
  play: (history: History) => Promise<number>;
  /** Called before the next history is played after one has failed: with what that has left, no other may begin. */
  startAfresh: () => Promise<void>;
  /** How often what the histories must contain has happened: in a whole run, each at least once. */
  variety: () => Record<string, number>;
}

/**
 * Plays random histories until one fails, and then smaller ones until it finds the smallest that fails. Throws with that
 * history, the seed and the command that repeats it.
 */
export async function playHistories<History>(play: Play<History>): Promise<void> {
  const { about, inTest, share, history, startAfresh, variety } = play;
  const startedAt = performance.now();
  let operations = 0;
  let failedAt: number | undefined;
  const property = fc.asyncProperty(history, async (one) => {
    if (failedAt !== undefined) {
      fc.pre(performance.now() - failedAt < shrinkingMilliseconds);
      await startAfresh();
    }
    try {
      operations += await play.play(one);
    } catch (error) {
      failedAt ??= performance.now();
      throw error;
    }
  });
  const numRuns = requested.histories === undefined ? inTest : Math.ceil(requested.histories * share);
  const details = await fc.check(property, {
    numRuns,
    seed: seedOfRun,
    ...(requested.path === undefined ? {} : { path: requested.path }),
  });
  if (details.failed) {
    const again = `npm run test:histories -- --about '${about}' --seed ${details.seed}`;
    throw new Error(
      `${fc.defaultReportMessage(details)}\n\nRepeat it with ${again} --histories ${requested.histories ?? Math.ceil(inTest / share)}, ` +
        `only the smallest history with --path ${details.counterexamplePath}`,
      { cause: details.errorInstance },
    );
  }
  if (requested.path === undefined && numRuns >= inTest) {
    expect(Object.entries(variety()).filter(([, times]) => times === 0)).toEqual([]);
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const line = { about, histories: details.numRuns, operations, seconds, seed: details.seed };
  if (requested.report !== undefined) {
    appendFileSync(requested.report, `${JSON.stringify(line)}\n`);
  }
}

/** A number for ids that no other history has, whatever the seed; it says nothing, so it is not made smaller. */
export const freshNumber: fc.Arbitrary<bigint> = fc.noShrink(
  fc.noBias(fc.bigInt({ min: 0n, max: 2n ** 62n - 1n })),
);

/** The UUID with a number of the history and a number within it: the same in every run with the same seed. */
export function uuidOf(history: bigint, kind: number, place: number): string {
  const hex = (number: bigint | number, digits: number): string => number.toString(16).padStart(digits, '0');
  const random = hex(history, 16);
  const head = `${random.slice(0, 8)}-${random.slice(8, 12)}-7${random.slice(12, 15)}`;
  return `${head}-8${random.slice(15)}${hex(kind, 2)}-${hex(place, 12)}`;
}

/** The order that random numbers give to a list. */
export const inOrderOf = <Item>(items: readonly Item[], order: readonly number[]): Item[] =>
  items
    .map((item, index) => ({ item, rank: ((order[index % order.length] ?? 0) * (index + 7919)) % 104_729 }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ item }) => item);

/** Cuts a list into parts of the given sizes, which begin again when they are used up. */
export function cutInto<Item>(items: readonly Item[], sizes: readonly number[]): Item[][] {
  const parts: Item[][] = [];
  for (let from = 0; from < items.length;) {
    const size = Math.max(1, sizes[parts.length % sizes.length] ?? 1);
    parts.push(items.slice(from, from + size));
    from += size;
  }
  return parts;
}
