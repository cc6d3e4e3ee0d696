import type { MessageHandler } from '@nestjs/microservices';
import { from, isObservable, lastValueFrom } from 'rxjs';
import type { Transaction } from '@ates/platform';
import type { EventBatch, ReceivedEvent } from './received-event.js';

/** Takes a batch, or throws. */
export type EventHandler = (batch: EventBatch) => Promise<void>;

const handlers = new WeakMap<MessageHandler, EventHandler>();

/** The handler that Nest made out of an `@EventPattern` method, as a plain function: for the same one the same. */
export function eventHandlerOf(handler: MessageHandler): EventHandler {
  const known = handlers.get(handler) ?? plainHandler(handler);
  handlers.set(handler, known);
  return known;
}

const plainHandler =
  (handler: MessageHandler): EventHandler =>
  async (batch) => {
    const result: unknown = await handler(batch, undefined);
    if (isObservable(result)) {
      await lastValueFrom(from(result), { defaultValue: undefined });
    }
  };

/** Gives events to a handler in one batch; an error when it returns without having settled. */
export async function handOver(
  handler: EventHandler,
  events: readonly ReceivedEvent[],
  settle: (tx: Transaction) => Promise<void>,
): Promise<void> {
  let isSettled = false;
  await handler({
    events,
    settle: async (tx) => {
      await settle(tx);
      isSettled = true;
    },
  });
  if (!isSettled) {
    throw new Error(`the handler of ${events[0]?.type ?? 'nothing'} returned without settle(tx)`);
  }
}
