import type { RawMessage } from './raw-message.js';

/** What is read at all, in bytes. Events have a few hundred; a larger message is parked unread (S6). */
export const largestTaken = 1024 * 1024;

/** What is kept of a parked message, in bytes: RabbitMQ's own limit, unless that was raised. */
export const largestKept = 16 * 1024 * 1024;

/** The part of a body that lists show, and all that is kept of one that is too large to keep. */
export const previewBytes = 1024;

/** A body as far as it is kept. A copy, so that the rest can be freed. */
export const keptPart = (body: Buffer): Buffer =>
  body.length > largestKept ? Buffer.from(body.subarray(0, previewBytes)) : body;

/** Whether the body that is at hand is all that was sent. */
export const isWhole = ({ body, size }: Pick<RawMessage, 'body' | 'size'>): boolean => body.length === size;
