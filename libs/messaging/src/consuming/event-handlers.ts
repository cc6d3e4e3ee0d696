import { Injectable } from '@nestjs/common';
import type { MessageHandler } from '@nestjs/microservices';
import { eventContracts, matchesPattern, producerOf } from '@ates/contracts';
import { eventHandlerOf, type EventHandler } from './event-handler.js';

interface HandlersOfProducer {
  byPattern: ReadonlyMap<string, EventHandler>;
  /** Of every declared event, so that matching patterns costs nothing for each message. */
  byType: ReadonlyMap<string, EventHandler | undefined>;
}

/**
 * This service's `@EventPattern` handlers, by producer and routing key. EventServer registers them; both transports,
 * reconciliation and replays look them up here.
 */
@Injectable()
export class EventHandlers {
  private readonly byProducer = new Map<string, HandlersOfProducer>();

  /** Registers the handlers, by pattern, for the events of a producer that this service subscribes to. */
  register(producer: string, handlers: ReadonlyMap<string, MessageHandler>): void {
    const byPattern = new Map(
      [...handlers].map(([pattern, handler]) => [pattern, eventHandlerOf(handler)] as const),
    );
    const byType = new Map(eventContracts.map(({ type }) => [type, handlerAmong(byPattern, type)] as const));
    this.byProducer.set(producer, { byPattern, byType });
  }

  /**
   * Returns the handler of a routing key, always the same one for a pattern. An exact pattern takes precedence over
   * wildcards. Undefined if there is none, or no subscription to the producer.
   */
  find(producer: string, type: string): EventHandler | undefined {
    const handlers = this.byProducer.get(producer);
    return handlers && (handlers.byType.get(type) ?? handlerAmong(handlers.byPattern, type));
  }

  /** Returns the patterns of a producer's own events, to bind a queue to. */
  patterns(producer: string): string[] {
    return [...(this.byProducer.get(producer)?.byPattern.keys() ?? [])].filter(
      (pattern) => producerOf(pattern) === producer,
    );
  }
}

const handlerAmong = (byPattern: ReadonlyMap<string, EventHandler>, type: string): EventHandler | undefined =>
  byPattern.get(type) ?? [...byPattern].find(([pattern]) => matchesPattern(pattern, type))?.[1];
