import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { ParkedMessageKind, ParkedMessagesQuery, ParkedMessageView } from '@ates/contracts';
import {
  canonicalJson,
  Changes,
  Database,
  decodeCursor,
  Problem,
  storableText,
  toPage,
  type Topic,
  type Transaction,
} from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { isWhole, maxParsedBytes } from './message-size.js';
import type { RawMessage } from './raw-message.js';

interface ParkedRow {
  id: string;
  kind: ParkedMessageKind;
  source: string;
  producer: string;
  type: string;
  message_id: string | null;
  reason: string;
  size: number;
  preview: Buffer;
  is_body_kept: boolean;
  state: ParkedMessageView['state'];
  parked_at: Date;
  settled_at: Date | null;
}

/** A parked message as it arrived, to be replayed. */
interface StoredMessage {
  message: RawMessage;
  kind: ParkedMessageKind;
}

// Never the body, so that a list is fast however large bodies are.
const columns = `id, kind, source, producer, type, message_id, reason, size::float8 as size, preview,
  cut_from is null as is_body_kept, state, parked_at, settled_at`;

const chunkBytes = 1024 * 1024;

/** Limits of unrouted messages kept, in number and bytes. Unsettled ones are kept before settled ones. */
const maxUnrouted = 1000;
const maxUnroutedBytes = 64 * 1024 * 1024;

// The newest message, and the first of those still parked.
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
  new Problem('conflict', settledCode, 'This message was already replayed or discarded.');

const messageNotFound = (): Problem =>
  new Problem('not-found', 'parked-message-not-found', 'There is no parked message with this id.');

/** Parked (dead-lettered) messages, kept with the reason and their raw bytes for an operator (S6). */
@Injectable()
export class ParkedMessages {
  constructor(
    private readonly database: Database,
    changes: Changes,
  ) {
    changes.register(parkedMessagesTopic);
  }

  /** Parks a message that could not be processed. A repeat (same source, id and bytes) adds no second row. */
  async park(tx: Transaction, message: RawMessage, reason: string): Promise<void> {
    await tx.query(`${insertParked} on conflict (source, fingerprint) do nothing`, [
      'refused',
      ...valuesOf(message, reason),
    ]);
  }

  /**
   * Parks an unrouted message. One that was republished and came back is parked again; a discarded one stays discarded.
   * Their number is limited: see `deleteOldestUnrouted`.
   */
  async parkUnrouted(tx: Transaction, message: RawMessage, reason: string): Promise<void> {
    await tx.query(
      `${insertParked} on conflict (source, fingerprint) do update
       set state = 'parked', settled_at = null, parked_at = now(), reason = excluded.reason
       where parked_message.state = 'replayed'`,
      ['unrouted', ...valuesOf(message, reason)],
    );
  }

  /** Deletes unrouted messages beyond the limits; returns how many. */
  async deleteOldestUnrouted(tx: Transaction): Promise<number> {
    const [, deleted] = await tx.query<[unknown[], number]>(
      `delete from parked_message where id in (
         select id from (
           select id, row_number() over newest as place, sum(size) over newest as bytes
           from parked_message where kind = 'unrouted'
           window newest as (order by state = 'parked' desc, id desc)
         ) as kept
         where place > $1 or bytes > $2
       )`,
      [maxUnrouted, maxUnroutedBytes],
    );
    return deleted;
  }

  /** A keyset page, oldest first. */
  async page(query: ParkedMessagesQuery) {
    const after = decodeCursor(query.cursor, cursorKeys);
    const rows = await this.database.query<ParkedRow>(
      `select ${columns} from parked_message
       where state = $1 and ($2::uuid is null or id > $2) and ($4::text is null or kind = $4)
       order by id limit $3`,
      [query.state, after?.[0] ?? null, query.limit + 1, query.kind ?? null],
    );
    const page = toPage(rows, query.limit, (row) => [row.id]);
    return { ...page, items: page.items.map(viewOf) };
  }

  /** Returns one message without its body. Throws Problem `parked-message-not-found`. */
  async find(id: string): Promise<ParkedMessageView> {
    const [row] = await this.database.query<ParkedRow>(
      `select ${columns} from parked_message where id = $1`,
      [id],
    );
    if (!row) {
      throw messageNotFound();
    }
    return viewOf(row);
  }

  /** Returns the message as it arrived; only the beginning of a body that is too large to parse. */
  async stored(id: string): Promise<StoredMessage> {
    const [row] = await this.database.query<ParkedRow & Pick<RawMessage, 'body' | 'properties'>>(
      `select ${columns}, properties, case when size > $2 then preview else body end as body
       from parked_message where id = $1`,
      [id, maxParsedBytes],
    );
    if (!row) {
      throw messageNotFound();
    }
    const { kind, source, producer, type, properties, body, size } = row;
    return { kind, message: { source, producer, type, properties, body, size } };
  }

  /**
   * Returns a body exactly as sent, in chunks, so that it is never in memory as a whole. Throws Problem
   * `parked-body-not-kept` if it was too large to keep.
   */
  async body(id: string): Promise<{ size: number; bytes: AsyncGenerator<Buffer> }> {
    const { size, is_body_kept } = await this.find(id);
    if (!is_body_kept) {
      throw new Problem(
        'not-found',
        'parked-body-not-kept',
        `This body was too large to keep (${size} bytes). \`preview\` has its first kilobyte; ask the publisher for the rest.`,
      );
    }
    return { size, bytes: this.partsOf(id, size) };
  }

  /** The same for an export, which the security log records (A10). */
  async exportBody(id: string): Promise<{ size: number; bytes: AsyncGenerator<Buffer> }> {
    const body = await this.body(id);
    const subject = { kind: 'message', id } as const;
    const details = { what: 'parked-message', size: body.size };
    await recordSecurity(this.database, { action: 'data.exported', subject, details });
    return body;
  }

  private async *partsOf(id: string, size: number): AsyncGenerator<Buffer> {
    for (let from = 0; from < size; from += chunkBytes) {
      const [row] = await this.database.query<{ part: Buffer }>(
        `select substring(body from $2::int for $3::int) as part from parked_message where id = $1`,
        [id, from + 1, chunkBytes],
      );
      if (!row) {
        throw messageNotFound();
      }
      yield row.part;
    }
  }

  /**
   * Settles a parked message. Of two concurrent callers one succeeds; the other gets Problem `parked-message-settled`.
   */
  async settle(tx: Transaction, id: string, state: 'replayed' | 'discarded'): Promise<void> {
    const [, count] = await tx.query<[unknown[], number]>(
      `update parked_message set state = $2, settled_at = now() where id = $1 and state = 'parked'`,
      [id, state],
    );
    if (count === 0) {
      throw messageSettled();
    }
  }

  /** Records the reason of the latest failed replay. */
  async renewReason(id: string, reason: string): Promise<void> {
    await this.database.query(`update parked_message set reason = $2 where id = $1 and state = 'parked'`, [
      id,
      storableText(reason, maxReasonLength),
    ]);
  }
}

// AMQP's limit for a routing key and most properties. Texts from a feed or a header may be longer.
const maxNameLength = 255;
const maxReasonLength = 2000;

const storable = (text: string): string => storableText(text, maxNameLength);

const insertParked = `
  insert into parked_message
    (kind, id, source, fingerprint, producer, type, message_id, properties, body, cut_from, reason)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

const valuesOf = (message: RawMessage, reason: string): unknown[] => [
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
  isWhole(message) ? null : message.size,
  storableText(reason, maxReasonLength),
];

const fingerprintOf = (message: RawMessage): string =>
  createHash('sha256')
    .update(canonicalJson([message.type, message.properties, ...(isWhole(message) ? [] : [message.size])]))
    .update(message.body)
    .digest('base64url');

/** The first kilobyte as text, without a character cut off at its end. */
const previewOf = ({ preview, size }: ParkedRow): string =>
  new TextDecoder('utf-8').decode(preview, { stream: preview.length < size });

const viewOf = (row: ParkedRow): ParkedMessageView => ({
  id: row.id,
  kind: row.kind,
  source: row.source,
  type: row.type,
  message_id: row.message_id,
  reason: row.reason,
  size: row.size,
  preview: previewOf(row),
  preview_base64: row.preview.toString('base64'),
  is_body_kept: row.is_body_kept,
  state: row.state,
  parked_at: row.parked_at.toISOString(),
  settled_at: row.settled_at?.toISOString() ?? null,
});
