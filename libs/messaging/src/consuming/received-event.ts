import type { EventBody } from '@ates/contracts';
import type { Transaction } from '@ates/platform';

/** A message that has been read and conforms to its contract. */
export interface ReceivedEvent<Body extends EventBody = EventBody> {
  /** The message's permanent id: its own if it has one, otherwise derived from its content. Always a UUID. */
  id: string;
  /** The routing key. */
  type: string;
  version: number;
  body: Body;
}

/** How many effects of a batch were new, by kind (`postings`, `prices`); effects that already existed don't count. */
export type Effects = Readonly<Record<string, number>>;

/**
 * The argument of an `@EventPattern` handler: one or more events in order of arrival.
 * The handler does all its work in one transaction and calls `settle` with it, so that a transport with a stored
 * position moves it in the same transaction. It reports which effects were new, so that reconciliation knows exactly
 * what it healed (F11). Returning without calling `settle` is an error.
 *
 * When the handler throws a database failure, the whole batch is retried later. Any other error splits the batch until
 * the failing message is isolated and parked with the error's message as its reason (S6).
 */
export interface EventBatch<Body extends EventBody = EventBody> {
  readonly events: readonly ReceivedEvent<Body>[];
  /** Reconciliation rereads these events: compare cached copies of their subjects with the owner (F11). */
  readonly isComparison: boolean;
  settle(tx: Transaction, effects?: Effects): Promise<void>;
}
