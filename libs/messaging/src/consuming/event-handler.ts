import type { MessageHandler } from '@nestjs/microservices';
import { types } from 'node:util';
import { isObservable, lastValueFrom } from 'rxjs';
import { Problem, type Transaction } from '@ates/platform';
import type { Effects, EventBatch, ReceivedEvent } from './received-event.js';

/** Processes a batch, or throws. */
export type EventHandler = (batch: EventBatch) => Promise<void>;

/** Turns Nest's form of an `@EventPattern` handler into a plain function. */
export const eventHandlerOf =
  (handler: MessageHandler): EventHandler =>
  async (batch) => {
    try {
      const result: unknown = await handler(batch, undefined);
      if (isObservable(result)) {
        await lastValueFrom(result, { defaultValue: undefined });
      }
    } catch (error) {
      throw isError(error) ? error : errorWasReplaced();
    }
  };

// Not only `instanceof`: an error of Node's own may come from another realm, with a different Error class.
const isError = (error: unknown): boolean => error instanceof Error || types.isNativeError(error);

/**
 * Nest's default exception filter replaces an error with a plain object. The original is lost, so no message can be
 * blamed: the whole batch is retried.
 */
const errorWasReplaced = (): Problem =>
  new Problem(
    'unavailable',
    'handler-error-replaced',
    'An exception filter replaced the error of a failed handler. Use createService or ProblemFilter.',
  );

/** Passes events to a handler as one batch. Throws when the handler returns without calling `settle`. */
export async function handOver(
  handler: EventHandler,
  events: readonly ReceivedEvent[],
  settle: (tx: Transaction, effects: Effects) => Promise<void>,
  isComparison = false,
): Promise<void> {
  let isSettled = false;
  await handler({
    events,
    isComparison,
    settle: async (tx, effects = {}) => {
      await settle(tx, effects);
      isSettled = true;
    },
  });
  if (!isSettled) {
    throw new Error(`the handler of ${events[0]?.type ?? 'nothing'} did not settle`);
  }
}
