import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { EventBody, EventContract } from '@ates/contracts';
import { Database, type Transaction } from '@ates/platform';

/** An event to be told, made by `newEvent`. */
export interface NewEvent {
  id: string;
  type: string;
  version: number;
  body: EventBody;
}

/**
 * An event that keeps its contract, with its permanent id (UUID v7).
 * Throws when the body does not keep the contract: a mistake of ours, found before anything is stored.
 */
export const newEvent = <Body extends EventBody>(contract: EventContract<Body>, body: Body): NewEvent => ({
  id: uuidv7(),
  type: contract.type,
  version: contract.version,
  body: contract.body.parse(body),
});

/** The signal that events were added to the outbox. */
export const eventsAdded = 'outbox: events added';

/** SQL of the version of a topic of which each change is told by an event of this service: where the feed ends. */
export const whereFeedEnds = `select last_position from outbox_head`;

/** Events to be told, stored with the change that they tell of (S3). */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  /** Adds events in the transaction of the change: both commit, or neither. They are told in this order. */
  async add(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) {
      return;
    }
    await insertEvents(tx, events);
    this.database.signals.afterCommit(tx, eventsAdded);
  }

  /**
   * Calls `listener` after each commit in this process that added events. A `NOTIFY` would reach other processes too,
   * but in every transaction it was measured to halve the commits a second (0.48); others poll.
   */
  onCommit(listener: () => void): void {
    this.database.signals.on(eventsAdded, listener);
  }
}

async function insertEvents(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  await tx.query(
    `insert into outbox (id, type, version, body)
     select id, type, version, body::json
     from unnest($1::uuid[], $2::text[], $3::int[], $4::text[]) with ordinality
       as event (id, type, version, body, place)
     order by place`,
    [
      events.map((event) => event.id),
      events.map((event) => event.type),
      events.map((event) => event.version),
      events.map((event) => JSON.stringify(event.body)),
    ],
  );
}
