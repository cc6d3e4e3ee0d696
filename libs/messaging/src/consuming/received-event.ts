import type { EventBody } from '@ates/contracts';
import type { Transaction } from '@ates/platform';

/** A message that was read, found to keep its contract, and is to take effect once. */
export interface ReceivedEvent<Body extends EventBody = EventBody> {
  /** The message's permanent id: its own where it has one, else made from its content. Always a UUID. */
  id: string;
  /** The routing key. */
  type: string;
  version: number;
  body: Body;
  /** SHA-256 of type and body (base64url): the same id with another hash is no repetition but a contradiction. */
  contentHash: string;
}

/** How many effects of a batch were new, by their kind (`postings`, `prices`): what was there already does not count. */
export type Effects = Readonly<Record<string, number>>;

/**
 * What an `@EventPattern` handler is given: one or more events in the order in which they came.
 * The handler does all its work in one transaction and calls `settle` with it, so that a transport that keeps a
 * position moves it together with the effects; it says what was new, so that what reconciliation healed is known
 * exactly (F11). A handler that returns without `settle` is an error.
 *
 * What a handler throws decides: a failure of the database is tried again later, whole; anything else splits the
 * batch until the culprit stands alone, and parks that one with the error's message as its reason (S6).
 */
export interface EventBatch<Body extends EventBody = EventBody> {
  readonly events: readonly ReceivedEvent<Body>[];
  /** They are read once more by reconciliation: copies of what they are about are to be compared with their owner (F11). */
  readonly isComparison: boolean;
  settle(tx: Transaction, effects?: Effects): Promise<void>;
}
