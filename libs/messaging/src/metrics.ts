import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ParkedMessageKind } from '@ates/contracts';
import { Counter, Database, Gauges, Gauge } from '@ates/platform';

/** Messages taken or parked, by where they came from. */
export const consumedMessages = new Counter({
  name: 'messages_consumed_total',
  help: 'Messages taken, by source and outcome (done, parked)',
  labelNames: ['source', 'outcome'],
});

const outboxEvents = new Gauge({
  name: 'outbox_events',
  help: 'Events in the outbox: without position yet, and with position but not published to the broker yet',
  labelNames: ['state'],
});

/** Messages of this service's exchange that no queue wanted. */
export const unroutedMessages = new Counter({
  name: 'unrouted_messages_total',
  help: 'Messages that no queue wanted, by outcome (parked; declared, which need not be wanted; deleted, when too many were parked)',
  labelNames: ['outcome'],
});

/** How far a feed has been read. */
export const feedLag = new Gauge({
  name: 'feed_lag_events',
  help: 'Events of a producer that were not read from its feed yet, as of the last look at it',
  labelNames: ['producer'],
});

/** What reconciliation found missing. */
export const healedEffects = new Counter({
  name: 'reconciliation_healed_total',
  help: 'Effects of events that had not come by themselves and were healed from the feed, by producer and kind',
  labelNames: ['producer', 'effect'],
});

interface OutboxCounts {
  unplaced: number;
  unpublished: number;
}

/** Keeps the gauges of messaging: what waits to be told, and what could not be taken. */
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
        help: 'Messages that could not be taken and wait for an operator',
        measure: () => this.countParked('refused'),
      },
      {
        name: 'unrouted_messages',
        help: 'Messages that no queue wanted and that wait for an operator',
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
      `select (select count(*) from outbox where position is null)::int as unplaced,
              (select last_position from outbox_head)::float8 - (select position from outbox_relay)::float8 as unpublished`,
    );
    if (counts) {
      outboxEvents.set({ state: 'unplaced' }, counts.unplaced);
      outboxEvents.set({ state: 'unpublished' }, counts.unpublished);
    }
  }
}
