import type { Service } from '../api/services.js';

/** A service's loaded entries, newest first. */
export interface Feed<Entry extends { at: string; id: string }> {
  service: Service;
  entries: readonly Entry[];
  /** Whether older entries are not loaded yet. */
  hasMore: boolean;
}

/** An entry with the service whose log it is from. */
export type OfService<Entry> = Entry & { service: Service };

/**
 * Merges the logs of several services, newest first. The list ends where the first of them has more entries to load,
 * because those would belong between the older ones.
 */
export function mergedFeeds<Entry extends { at: string; id: string }>(
  feeds: readonly Feed<Entry>[],
): OfService<Entry>[] {
  const ends = feeds.flatMap(({ entries, hasMore }) => (hasMore ? (entries.at(-1)?.at ?? []) : []));
  const earliestShown = ends.toSorted().at(-1) ?? '';
  return feeds
    .flatMap(({ service, entries }) => entries.map((entry) => ({ ...entry, service })))
    .filter(({ at }) => at >= earliestShown)
    .toSorted((one, other) => newestFirst(one, other));
}

const newestFirst = (one: { at: string; id: string }, other: { at: string; id: string }): number => {
  if (one.at !== other.at) {
    return one.at < other.at ? 1 : -1;
  }
  return Number(other.id) - Number(one.id);
};
