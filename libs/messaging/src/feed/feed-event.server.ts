import { Server } from '@nestjs/microservices';
import { feedPage, type FeedEvent, type FeedPage } from '@ates/contracts';
import {
  BackgroundLoop,
  CallRefused,
  type Database,
  type InstanceLocks,
  type ServiceCalls,
} from '@ates/platform';
import { TakenElsewhere, type Delivery, type Settle } from '../consuming/delivery.js';
import { eventHandlerOf, type EventHandler } from '../consuming/event-handler.js';
import type { RawMessage } from '../consuming/raw-message.js';

export interface FeedSubscription {
  producer: string;
  /** Where the producer's API is. */
  url: string;
}

interface Position {
  position: number;
  event_id: string | null;
}

const standbyMilliseconds = 500;
const eventsAtOnce = 500;
const waitSeconds = 20;
const conflict = 409;

/**
 * Takes the events of one producer from its feed over HTTP (S4) and gives them to the `@EventPattern` handlers: the
 * transport where there is no broker. The position is kept in the consumer's own database and moves in the transaction
 * of the effects. One instance reads at a time.
 */
export class FeedEventServer extends Server {
  override readonly propagatesEventHandlerErrors = true;
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly subscription: FeedSubscription,
    private readonly delivery: Delivery,
    private readonly database: Database,
    private readonly locks: InstanceLocks,
    private readonly calls: ServiceCalls,
  ) {
    super();
    this.loop = new BackgroundLoop({
      name: this.source,
      idleMilliseconds: standbyMilliseconds,
      work: (signal) => this.work(signal),
    });
  }

  private get source(): string {
    return `feed of ${this.subscription.producer}`;
  }

  /** Begins to read and is done: the producer may come later. */
  listen(callback: () => void): void {
    this.loop.start();
    callback();
  }

  /** Lets the batch in hand finish. */
  async close(): Promise<void> {
    await this.loop.stop();
  }

  on(): void {
    throw new Error('The feed has no events of its own to listen to');
  }

  unwrap<Client>(): Client {
    throw new Error('The feed has no client to unwrap');
  }

  /** The handler of a routing key. */
  readonly findHandler = (type: string): EventHandler | undefined => {
    const patterns = [...this.getHandlers().keys()];
    const pattern = patterns.find((candidate) => matches(candidate, type));
    const handler = pattern === undefined ? undefined : this.getHandlers().get(pattern);
    return handler ? eventHandlerOf(handler) : undefined;
  };

  private async work(signal: AbortSignal): Promise<boolean> {
    const { producer } = this.subscription;
    if (!(await this.locks.acquire(`feed:${producer}`))) {
      return false;
    }
    const position = await this.position();
    const page = await this.pageAfter(position, signal);
    if (page === 'rewound') {
      this.logger.warn(
        `${this.source} was restored to an earlier state: reading it again from the beginning`,
      );
      await this.rewind();
      return true;
    }
    for (const run of this.runsOf(page.events)) {
      await this.deliver(run);
    }
    return true;
  }

  private async position(): Promise<Position> {
    const { producer } = this.subscription;
    const [known] = await this.database.query<Position>(
      `select position::float8 as position, event_id from feed_position where producer = $1`,
      [producer],
    );
    if (known) {
      return known;
    }
    await this.database.query(
      `insert into feed_position values ($1, 0, null) on conflict (producer) do nothing`,
      [producer],
    );
    return { position: 0, event_id: null };
  }

  private async pageAfter(position: Position, signal: AbortSignal): Promise<FeedPage | 'rewound'> {
    const url = new URL(`${this.subscription.url}/events`);
    url.searchParams.set('after', String(position.position));
    url.searchParams.set('limit', String(eventsAtOnce));
    url.searchParams.set('wait', String(waitSeconds));
    if (position.event_id) {
      url.searchParams.set('after_id', position.event_id);
    }
    try {
      return feedPage.parse(await this.calls.get(url.href, signal));
    } catch (error) {
      if (error instanceof CallRefused && error.status === conflict) {
        return 'rewound';
      }
      throw error;
    }
  }

  private async rewind(): Promise<void> {
    await this.database.query(`update feed_position set position = 0, event_id = null where producer = $1`, [
      this.subscription.producer,
    ]);
  }

  /** The events in order, cut where the handler changes; those that nobody here takes are passed over together. */
  private runsOf(events: readonly FeedEvent[]): FeedEvent[][] {
    const runs: FeedEvent[][] = [];
    let handlerOfRun: EventHandler | undefined;
    for (const event of events) {
      const handler = this.findHandler(event.type);
      const run = runs.at(-1);
      if (run && handler === handlerOfRun) {
        run.push(event);
      } else {
        runs.push([event]);
        handlerOfRun = handler;
      }
    }
    return runs;
  }

  private async deliver(events: FeedEvent[]): Promise<void> {
    const positions = new Map(events.map((event) => [this.rawMessageOf(event), event]));
    const settle: Settle = async (tx, last) => {
      const event = positions.get(last);
      const [, moved] = await tx.query<[unknown[], number]>(
        `update feed_position set position = $2, event_id = $3 where producer = $1 and position < $2`,
        [this.subscription.producer, event?.position, event?.id],
      );
      if (moved === 0) {
        throw new TakenElsewhere(`${this.source} was read further by another instance`);
      }
    };
    const handler = this.findHandler(events[0]?.type ?? '');
    const messages = [...positions.keys()];
    if (handler) {
      await this.delivery.deliver(messages, handler, settle);
      return;
    }
    // A queue is only bound for what is taken; in a feed the rest is passed over.
    const last = messages.at(-1);
    if (last) {
      await this.database.transaction((tx) => settle(tx, last));
    }
  }

  private rawMessageOf(event: FeedEvent): RawMessage {
    const { producer } = this.subscription;
    return {
      source: this.source,
      producer,
      type: event.type,
      body: Buffer.from(JSON.stringify(event.body)),
      properties: { messageId: event.id, type: event.type, appId: producer, version: String(event.version) },
    };
  }
}

/** Topic matching as RabbitMQ does it: `*` is one word, `#` the rest. */
function matches(pattern: string, type: string): boolean {
  const words = type.split('.');
  const steps = pattern.split('.');
  return (
    steps.every(
      (step, index) =>
        step === '#' || (words[index] !== undefined && (step === '*' || step === words[index])),
    ) &&
    (steps.at(-1) === '#' || steps.length === words.length)
  );
}
