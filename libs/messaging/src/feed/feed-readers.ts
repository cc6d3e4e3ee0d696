import { Injectable } from '@nestjs/common';
import { Database, ServiceCalls } from '@ates/platform';
import { Delivery } from '../consuming/delivery.js';
import { EventHandlers } from '../consuming/event-handlers.js';
import { FeedPosition, type PositionKeeper } from './feed-position.js';
import { FeedReader, type FeedReaderUses } from './feed-reader.js';
import { ProducerFeed, type FeedSubscription } from './producer-feed.js';
import { ProducerTimelines } from './producer-timelines.js';

/** Opens readers of the producers' feeds. */
@Injectable()
export class FeedReaders {
  private readonly uses: FeedReaderUses;

  constructor(
    private readonly calls: ServiceCalls,
    private readonly database: Database,
    delivery: Delivery,
    handlers: EventHandlers,
    timelines: ProducerTimelines,
  ) {
    this.uses = { delivery, handlers, timelines };
  }

  /** Returns the consumer position for a producer. */
  positionOf(producer: string): FeedPosition {
    return new FeedPosition(this.database, producer);
  }

  /** Returns a reader that continues from a position; `onLag` receives the number of events left to read. */
  open(subscription: FeedSubscription, keeper: PositionKeeper, onLag?: (events: number) => void): FeedReader {
    const feed = new ProducerFeed(subscription, this.calls);
    return new FeedReader(feed, keeper, this.uses, onLag);
  }
}
