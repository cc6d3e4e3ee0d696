import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Counter, Database, Gauge } from '@ates/platform';

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

const parkedMessages = new Gauge({ name: 'parked_messages', help: 'Messages that wait for an operator' });

/** How far a feed has been read. */
export const feedLag = new Gauge({
  name: 'feed_lag_events',
  help: 'Events of a producer that were not taken yet, as of the last page of its feed',
  labelNames: ['producer'],
});

const figuresMilliseconds = 10_000;

interface Figures {
  unplaced: number;
  unpublished: number;
  parked: number;
}

/** Keeps the gauges of messaging: what waits to be told, and what could not be taken. */
@Injectable()
export class MessagingFigures {
  constructor(private readonly database: Database) {}

  @Interval(figuresMilliseconds)
  async measure(): Promise<void> {
    const [figures] = await this.database.query<Figures>(
      `select (select count(*) from outbox where position is null)::int as unplaced,
              (select last_position from outbox_head)::float8 - (select position from outbox_relay)::float8 as unpublished,
              (select count(*) from parked_message where state = 'parked')::int as parked`,
    );
    if (figures) {
      outboxEvents.set({ state: 'unplaced' }, figures.unplaced);
      outboxEvents.set({ state: 'unpublished' }, figures.unpublished);
      parkedMessages.set(figures.parked);
    }
  }
}
