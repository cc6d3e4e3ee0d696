import type { HttpAdapterHost } from '@nestjs/core';
import { Server } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import type { EventHandlers } from './event-handlers.js';

/** Passes the events of one producer to their handlers. */
export interface EventConsumer {
  readonly producer: string;
  /** Its connection, in the form of the library that made it; undefined without one. */
  readonly connection?: object | undefined;
  /** Resolves once no event can be missed any more, or the producer turns out to be away. Processes nothing yet. */
  open?(): Promise<void>;
  /** Begins to process events. */
  begin(): void;
  /** Stops once the current batch is finished. */
  close(): Promise<void>;
}

/** The server that Nest starts and stops: collects the `@EventPattern` handlers and runs the consumers. */
export class EventServer extends Server {
  override readonly propagatesEventHandlerErrors = true;
  private isClosed = false;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly handlers: EventHandlers,
    private readonly consumers: readonly EventConsumer[],
  ) {
    super();
  }

  /** Calls back once all consumers are open. Events are processed from the moment the app listens. */
  async listen(callback: () => void): Promise<void> {
    for (const { producer } of this.consumers) {
      this.handlers.register(producer, this.getHandlers());
    }
    void this.beginWhenListening();
    await Promise.all(this.consumers.map(async (consumer) => consumer.open?.()));
    callback();
  }

  /**
   * Nest starts servers before the app, and an event processed while the command bus does not know its commands yet
   * would be parked for no reason.
   */
  private async beginWhenListening(): Promise<void> {
    // Completes without a value if the app already listens.
    await firstValueFrom(this.host.listen$, { defaultValue: undefined });
    if (!this.isClosed) {
      this.consumers.forEach((consumer) => consumer.begin());
    }
  }

  /** Resolves once all consumers have stopped. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
  }

  on(): void {
    throw new Error('This server emits no events of its own');
  }

  /** Returns the consumers' connections. */
  unwrap<Connections>(): Connections {
    const connections: unknown = this.consumers.flatMap(({ connection }) => connection ?? []);
    return connections as Connections;
  }
}
