import type { FeedTimeline } from '@ates/contracts';

/** How far a feed still is what a consumer knows of it. */
export interface SharedHistory {
  /** The last position at which both have the same event; Infinity if nothing was lost. */
  upTo: number;
  /** When the event there was published; null if that is unknown. */
  since: string | null;
}

/**
 * Compares the timelines of a feed as a consumer knows them with the present ones. Both belong to one feed up to where
 * the first that differ begin: a restored feed lacks the timelines that began after the moment it was restored to, and
 * has begun others.
 */
export function sharedHistory(
  known: readonly FeedTimeline[],
  present: readonly FeedTimeline[],
): SharedHistory {
  const same = known.findIndex(({ id }, index) => present[index]?.id !== id);
  const first = same === -1 ? known.length : same;
  const [earliest] = [known[first], present[first]]
    .filter((timeline) => timeline !== undefined)
    .sort((left, right) => left.first_position - right.first_position);
  return earliest
    ? { upTo: earliest.first_position - 1, since: earliest.last_event_at }
    : { upTo: Infinity, since: null };
}
