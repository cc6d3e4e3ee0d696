import type { Service } from '../api/services.js';

/** A service's entries as far as they are loaded, newest first. */
export interface Feed<Entry extends { at: string; id: string }> {
  service: Service;
  entries: readonly Entry[];
  /** Older ones are there that are not loaded. */
  hasMore: boolean;
}

/** An entry, and whose log it is of. */
export type OfService<Entry> = Entry & { service: Service };

/**
 * One list of the logs of several services, newest first. It ends where one of them is not loaded any further: what comes
 * after that could stand between older ones.
 */
export function mergedFeeds<Entry extends { at: string; id: string }>(
  feeds: readonly Feed<Entry>[],
): OfService<Entry>[] {
  const ends = feeds.flatMap(({ entries, hasMore }) => (hasMore ? (entries.at(-1)?.at ?? []) : []));
  const known = ends.toSorted().at(-1) ?? '';
  return feeds
    .flatMap(({ service, entries }) => entries.map((entry) => ({ ...entry, service })))
    .filter(({ at }) => at >= known)
    .toSorted((one, other) => newestFirst(one, other));
}

const newestFirst = (one: { at: string; id: string }, other: { at: string; id: string }): number => {
  if (one.at !== other.at) {
    return one.at < other.at ? 1 : -1;
  }
  return Number(other.id) - Number(one.id);
};
