import { Injectable } from '@nestjs/common';
import type { EventHandler } from './event-handler.js';

/** Finds the handler of a routing key among those of one producer's subscription. */
export type HandlerFinder = (type: string) => EventHandler | undefined;

/** This service's handlers by producer, for replaying parked messages. */
@Injectable()
export class Subscriptions {
  private readonly finders = new Map<string, HandlerFinder>();

  register(producer: string, finder: HandlerFinder): void {
    this.finders.set(producer, finder);
  }

  find(producer: string, type: string): EventHandler | undefined {
    return this.finders.get(producer)?.(type);
  }
}
