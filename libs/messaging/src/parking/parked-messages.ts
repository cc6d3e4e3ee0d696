import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { ParkedMessagesQuery, ParkedMessageView } from '@ates/contracts';
import {
  canonicalJson,
  Changes,
  Database,
  decodeCursor,
  Problem,
  toPage,
  type Topic,
  type Transaction,
} from '@ates/platform';
import type { RawMessage } from '../consuming/raw-message.js';

interface ParkedRow {
  id: string;
  source: string;
  producer: string;
  type: string;
  message_id: string | null;
  properties: RawMessage['properties'];
  body: Buffer;
  reason: string;
  state: ParkedMessageView['state'];
  parked_at: Date;
  settled_at: Date | null;
}

const columns =
  'id, source, producer, type, message_id, properties, body, reason, state, parked_at, settled_at';

// The newest one, and those that the list of what waits begins with.
const parkedMessagesTopic: Topic = {
  name: 'parked-messages',
  version: `
    select concat_ws(' ',
      (select id from parked_message order by id desc limit 1),
      (select md5(string_agg(concat(id, xmin), ' ' order by id))
       from (select id, xmin from parked_message where state = 'parked' order by id limit 200) as waiting))`,
};

const cursorKeys = z.tuple([z.uuid()]);

export const settledCode = 'parked-message-settled';

export const messageSettled = (): Problem =>
  new Problem('conflict', settledCode, 'This message was replayed or discarded before.');

/** Messages that could not be taken, kept with the reason and their raw bytes until an operator decides (S6). */
@Injectable()
export class ParkedMessages {
  constructor(
    private readonly database: Database,
    changes: Changes,
  ) {
    changes.enter(parkedMessagesTopic);
  }

  /** Parks a message; the same one again (same source, id and bytes) is no second row. */
  async park(tx: Transaction, message: RawMessage, reason: string): Promise<void> {
    await tx.query(
      `insert into parked_message (id, source, fingerprint, producer, type, message_id, properties, body, reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (source, fingerprint) do nothing`,
      [
        uuidv7(),
        message.source,
        fingerprintOf(message),
        storable(message.producer),
        storable(message.type),
        message.properties.messageId === undefined ? null : storable(message.properties.messageId),
        JSON.stringify(message.properties, (_key, value: unknown) =>
          typeof value === 'string' ? storable(value) : value,
        ),
        message.body,
        storable(reason),
      ],
    );
  }

  /** A keyset page, the oldest first. */
  async page(query: ParkedMessagesQuery) {
    const after = decodeCursor(query.cursor, cursorKeys);
    const rows = await this.database.query<ParkedRow>(
      `select ${columns} from parked_message
       where state = $1 and ($2::uuid is null or id > $2) order by id limit $3`,
      [query.state, after?.[0] ?? null, query.limit + 1],
    );
    const page = toPage(rows, query.limit, (row) => [row.id]);
    return { ...page, items: page.items.map(viewOf) };
  }

  async find(id: string): Promise<{ message: RawMessage; view: ParkedMessageView }> {
    const [row] = await this.database.query<ParkedRow>(
      `select ${columns} from parked_message where id = $1`,
      [id],
    );
    if (!row) {
      throw new Problem('not-found', 'parked-message-not-found', 'There is no parked message with this id.');
    }
    return { message: messageOf(row), view: viewOf(row) };
  }

  /** Settles a message that still waits. Of two who settle it, one wins; the other gets Problem `parked-message-settled`. */
  async settle(tx: Transaction, id: string, state: 'replayed' | 'discarded'): Promise<void> {
    const [, count] = await tx.query<[unknown[], number]>(
      `update parked_message set state = $2, settled_at = now() where id = $1 and state = 'parked'`,
      [id, state],
    );
    if (count === 0) {
      throw messageSettled();
    }
  }

  /** Notes why it could not be taken this time. */
  async renewReason(id: string, reason: string): Promise<void> {
    await this.database.query(`update parked_message set reason = $2 where id = $1 and state = 'parked'`, [
      id,
      storable(reason),
    ]);
  }
}

// PostgreSQL keeps no NUL in a text. A sender that writes one must not hold up the queue; the body is kept as bytes.
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

const fingerprintOf = (message: RawMessage): string =>
  createHash('sha256')
    .update(canonicalJson([message.type, message.properties]))
    .update(message.body)
    .digest('base64url');

const messageOf = (row: ParkedRow): RawMessage => ({
  source: row.source,
  producer: row.producer,
  type: row.type,
  properties: row.properties,
  body: row.body,
});

const viewOf = (row: ParkedRow): ParkedMessageView => ({
  id: row.id,
  source: row.source,
  type: row.type,
  message_id: row.message_id,
  reason: row.reason,
  body: row.body.toString('utf8'),
  body_base64: row.body.toString('base64'),
  state: row.state,
  parked_at: row.parked_at.toISOString(),
  settled_at: row.settled_at?.toISOString() ?? null,
});
