import type { MessageHandler } from '@nestjs/microservices';
import { types } from 'node:util';
import { isObservable, lastValueFrom } from 'rxjs';
import { Problem, type Transaction } from '@ates/platform';
import type { Effects, EventBatch, ReceivedEvent } from './received-event.js';

/** Takes a batch, or throws. */
export type EventHandler = (batch: EventBatch) => Promise<void>;

const handlers = new WeakMap<MessageHandler, EventHandler>();

/**
 * The handler of a routing key among those that Nest made out of `@EventPattern` methods, as a plain function: for the
 * same pattern always the same. A pattern without wildcards goes first.
 */
export function findEventHandler(
  patterns: ReadonlyMap<string, MessageHandler>,
  type: string,
): EventHandler | undefined {
  const wildcard = [...patterns.keys()].find((pattern) => matchesPattern(pattern, type));
  const handler = patterns.get(type) ?? (wildcard === undefined ? undefined : patterns.get(wildcard));
  return handler && eventHandlerOf(handler);
}

/** Topic matching as RabbitMQ does it: `*` is one word, `#` any number of words, none included. */
export function matchesPattern(pattern: string, type: string): boolean {
  return matchesWords(pattern.split('.'), type.split('.'));
}

function matchesWords([step, ...steps]: string[], words: string[]): boolean {
  if (step === undefined) {
    return words.length === 0;
  }
  if (step === '#') {
    return matchesWords(steps, words) || (words.length > 0 && matchesWords(['#', ...steps], words.slice(1)));
  }
  const isSame = words.length > 0 && (step === '*' || step === words[0]);
  return isSame && matchesWords(steps, words.slice(1));
}

function eventHandlerOf(handler: MessageHandler): EventHandler {
  const known = handlers.get(handler) ?? plainHandler(handler);
  handlers.set(handler, known);
  return known;
}

const plainHandler =
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

// By its nature, not its class: one of Node's own may come from another realm, where Error is another class.
const isError = (error: unknown): boolean => error instanceof Error || types.isNativeError(error);

/**
 * Nest's own filter puts a plain object in an error's place. What it was cannot be known any more, so no message may be
 * judged by it: all of them wait.
 */
const errorWasReplaced = (): Problem =>
  new Problem(
    'unavailable',
    'handler-error-replaced',
    'A handler failed and a filter put something else in place of its error. Use createService, or ProblemFilter.',
  );

/** Gives events to a handler in one batch; an error when it returns without having settled. */
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
