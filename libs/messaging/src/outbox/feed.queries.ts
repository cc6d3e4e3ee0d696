import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { FeedPage, FeedQuery } from '@ates/contracts';
import { Database, Problem } from '@ates/platform';
import { Sequencer } from './sequencer.js';

const lookAgainMilliseconds = 200;

interface Head {
  last_position: number;
  is_rewound: boolean;
}

/** The feed of the events of this service (S4). */
@Injectable()
export class EventFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly placed = new EventEmitter();
  private readonly closing = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly sequencer: Sequencer,
  ) {
    this.placed.setMaxListeners(0);
  }

  onApplicationBootstrap(): void {
    this.sequencer.onPlaced(() => this.placed.emit('placed'));
  }

  /** Readers that wait get an empty page at once, so that stopping does not wait for them. */
  endWaiting(): void {
    this.closing.abort();
  }

  onApplicationShutdown(): void {
    this.endWaiting();
  }

  /**
   * The events after a position, in order; when there are none, waits for one up to `query.wait` seconds.
   * Problem `feed-rewound` when the reader is ahead of the feed or knows another event at its position: the feed was
   * restored from a backup, and the reader must start again from 0 (its effects happen once all the same).
   */
  async page(query: FeedQuery): Promise<FeedPage> {
    const deadline = Date.now() + query.wait * 1000;
    for (;;) {
      const page = await this.pageNow(query);
      const patience = deadline - Date.now();
      if (page.events.length > 0 || patience <= 0 || this.closing.signal.aborted) {
        return page;
      }
      await this.waitForEvents(Math.min(patience, lookAgainMilliseconds));
    }
  }

  private async pageNow(query: FeedQuery): Promise<FeedPage> {
    const [head] = await this.database.query<Head>(
      `select last_position::float8 as last_position,
              $1::bigint > last_position
              or exists (select from outbox where position = $1::bigint and id <> $2::uuid) as is_rewound
       from outbox_head`,
      [query.after, query.after_id ?? null],
    );
    if (!head || head.is_rewound) {
      throw new Problem(
        'conflict',
        'feed-rewound',
        'This feed was restored to an earlier state. Read it again from 0.',
      );
    }
    if (head.last_position === query.after) {
      return { events: [], last_position: head.last_position };
    }
    return { events: await this.eventsAfter(query), last_position: head.last_position };
  }

  private eventsAfter(query: FeedQuery): Promise<FeedPage['events']> {
    return this.database.query(
      `select position::float8 as position, id, type, version, body
       from outbox where position > $1 order by position limit $2`,
      [query.after, query.limit],
    );
  }

  /** Woken by the sequencer when it runs in this process; looks again soon when it runs elsewhere. */
  private async waitForEvents(milliseconds: number): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.closing.signal]);
    const quietly = () => undefined;
    await Promise.race([
      once(this.placed, 'placed', { signal }).catch(quietly),
      delay(milliseconds, undefined, { signal }).catch(quietly),
    ]);
    over.abort();
  }
}
