import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { EventBody, EventContract } from '@ates/contracts';
import { Database, prepared, type Transaction } from '@ates/platform';

/** An event to publish, created by `newEvent`. */
export interface NewEvent {
  id: string;
  type: string;
  version: number;
  body: EventBody;
}

/**
 * Creates an event with its permanent id (UUID v7). Throws when the body violates the contract: a bug in this service,
 * found before anything is stored.
 */
export const newEvent = <Body extends EventBody>(contract: EventContract<Body>, body: Body): NewEvent => ({
  id: uuidv7(),
  type: contract.type,
  version: contract.version,
  body: contract.body.parse(body),
});

/**
 * SQL of an event for `addedEvents`, to be selected from the rows that it describes. `fields` are SQL expressions of the
 * fields of the contract's body; as JSON, the body is the same byte for byte as one that `newEvent` makes.
 */
export const eventColumns = <Body extends EventBody>(
  { type, version }: EventContract<Body>,
  id: string,
  fields: Record<keyof Body & string, string>,
): string => {
  const columns = Object.entries<string>(fields).map(([name, expression]) => `${expression} as ${name}`);
  return `${id} as id, '${type}' as type, ${version} as version,
    (select row_to_json(body) from (select ${columns.join(', ')}) as body) as body`;
};

const insertIntoOutbox = `insert into outbox_new (id, type, version, body)`;

/**
 * SQL that adds events, to embed as a CTE in the statement of the change: those of all queries, which select
 * `eventColumns`. They are published query by query, and by their ids. Call `Outbox.noteAdded` in the same transaction.
 */
export const addedEvents = (queries: readonly string[]): string => {
  const placed = queries.map((query, place) => `select ${place} as place, event.* from (${query}) as event`);
  return `
    ${insertIntoOutbox}
    select id, type, version, body from (${placed.join(' union all ')}) as event order by place, id`;
};

/** The signal that events were added to the outbox. */
export const eventsAdded = 'outbox: events added';

/** SQL of the change token for topics whose every change emits an event of this service: the end of the feed. */
export const whereFeedEnds = `select last_position from outbox_head`;

/** Stores events together with the change they describe, to be published after the commit (S3). */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  /** Adds events in the transaction of the change: both commit, or neither. They are published in this order. */
  async add(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) {
      return;
    }
    await insertEvents(tx, events);
    this.noteAdded(tx);
  }

  /** Wakes those who publish once `tx` commits: for a statement with `addedEvents`. */
  noteAdded(tx: Transaction): void {
    this.database.signals.afterCommit(tx, eventsAdded);
  }

  /**
   * Calls `listener` after each commit in this process that added events. Other processes poll: a `NOTIFY` in every
   * transaction was measured to reduce commits per second to 0.48 of what they are without.
   */
  onCommit(listener: () => void): void {
    this.database.signals.on(eventsAdded, listener);
  }
}

const insertSql = prepared(`
  ${insertIntoOutbox}
  select id, type, version, body::json
  from unnest($1::uuid[], $2::text[], $3::int[], $4::text[]) with ordinality
    as event (id, type, version, body, place)
  order by place`);

async function insertEvents(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  await tx.query(insertSql, [
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => event.version),
    events.map((event) => JSON.stringify(event.body)),
  ]);
}
