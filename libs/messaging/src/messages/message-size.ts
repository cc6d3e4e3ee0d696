import type { RawMessage } from './raw-message.js';

/** The largest message that is parsed, in bytes. Events have a few hundred; a larger message is parked unread (S6). */
export const maxParsedBytes = 1024 * 1024;

/** The largest body kept of a parked message, in bytes: RabbitMQ's default limit. */
export const maxKeptBytes = 16 * 1024 * 1024;

/** How much of a body lists show, in bytes; a body too large to keep is cut to this. */
export const previewBytes = 1024;

/** The part of a body that is kept. Copies it, so that the rest can be freed. */
export const keptPart = (body: Buffer): Buffer =>
  body.length > maxKeptBytes ? Buffer.from(body.subarray(0, previewBytes)) : body;

/** Whether `body` is the complete body that was sent. */
export const isWhole = ({ body, size }: Pick<RawMessage, 'body' | 'size'>): boolean => body.length === size;
