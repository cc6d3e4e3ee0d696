import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ParkedMessageKind } from '@ates/contracts';
import { Counter, Database, Gauges, Gauge } from '@ates/platform';

/** Messages consumed or parked, by source. */
export const consumedMessages = new Counter({
  name: 'messages_consumed_total',
  help: 'Messages consumed, by source and outcome (done, parked)',
  labelNames: ['source', 'outcome'],
});

const outboxEvents = new Gauge({
  name: 'outbox_events',
  help: 'Events in the outbox that have no position yet, or have one but are not published to the broker yet',
  labelNames: ['state'],
});

/** Messages of this service's exchange that were routed to no queue. */
export const unroutedMessages = new Counter({
  name: 'unrouted_messages_total',
  help: 'Messages routed to no queue, by outcome (parked; declared, which need no consumer; deleted, beyond the limit)',
  labelNames: ['outcome'],
});

/** Consumer lag in a feed. */
export const feedLag = new Gauge({
  name: 'feed_lag_events',
  help: 'Events of a producer not yet consumed from its feed, as of the latest page',
  labelNames: ['producer'],
});

/** Effects that reconciliation found missing. */
export const healedEffects = new Counter({
  name: 'reconciliation_healed_total',
  help: 'Missing effects of events that reconciliation healed from the feed, by producer and kind',
  labelNames: ['producer', 'effect'],
});

interface OutboxCounts {
  unplaced: number;
  unpublished: number;
}

/** Measures the messaging gauges: unpublished events and parked messages. */
@Injectable()
export class MessagingMetrics implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly gauges: Gauges,
  ) {}

  onModuleInit(): void {
    this.gauges.register(
      {
        name: 'parked_messages',
        help: 'Parked (dead-lettered) messages that could not be processed and await an operator',
        measure: () => this.countParked('refused'),
      },
      {
        name: 'unrouted_messages',
        help: 'Unrouted messages that await an operator',
        measure: () => this.countParked('unrouted'),
      },
    );
    this.gauges.registerMeasurement(() => this.measure());
  }

  private async countParked(kind: ParkedMessageKind): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `select count(*)::int as count from parked_message where kind = $1 and state = 'parked'`,
      [kind],
    );
    return row?.count ?? 0;
  }

  private async measure(): Promise<void> {
    const [counts] = await this.database.query<OutboxCounts>(
      `select (select count(*) from outbox_new where xid >= placed_before())::int as unplaced,
              (select last_position from outbox_head)::float8 - (select position from outbox_relay)::float8 as unpublished`,
    );
    if (counts) {
      outboxEvents.set({ state: 'unplaced' }, counts.unplaced);
      outboxEvents.set({ state: 'unpublished' }, counts.unpublished);
    }
  }
}
