import { z } from 'zod';
import { instant, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';

export const parkedMessageStates = ['parked', 'replayed', 'discarded'] as const;
export const parkedMessageKinds = ['refused', 'unrouted'] as const;

const kind = z
  .enum(parkedMessageKinds)
  .describe(
    '`refused`: this service could not process it; `unrouted`: its exchange could not route it to any queue',
  );

/** A parked (dead-lettered) message with the reason, its size and a preview (S6). */
export const parkedMessage = z
  .object({
    id: uuid,
    kind,
    source: z.string().describe('Queue, feed or exchange that delivered it'),
    type: z.string().describe('Routing key'),
    message_id: z.string().nullable(),
    reason: z.string(),
    size: z.int().describe('Size of the body as sent, in bytes'),
    preview: z.string().describe('First kilobyte of the body, decoded as UTF-8'),
    preview_base64: z.string().describe('The same bytes, in base64'),
    is_body_kept: z
      .boolean()
      .describe('Whether `/body` returns it; of a body too large to keep, only `preview` exists'),
    state: z.enum(parkedMessageStates),
    parked_at: instant,
    settled_at: instant.nullable().describe('When it was replayed or discarded'),
  })
  .meta({
    id: 'ParkedMessage',
    example: {
      id: sample.parked,
      kind: 'refused',
      source: 'finance.task-events',
      type: 'tasks.task.assigned',
      message_id: sample.event,
      reason: 'it is not a valid tasks.task.assigned: assigned_to: Invalid GUID',
      size: 21,
      preview: '{"task_uuid":"perch"}',
      preview_base64: 'eyJ0YXNrX3V1aWQiOiJwZXJjaCJ9',
      is_body_kept: true,
      state: 'parked',
      parked_at: '2026-03-02T09:30:01.000Z',
      settled_at: null,
    },
  });

export const parkedMessagePage = pageOf(parkedMessage).meta({ id: 'ParkedMessagePage' });

export const parkedMessagesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(parkedMessageStates).default('parked'),
  kind: kind.optional(),
});

export type ParkedMessageView = z.infer<typeof parkedMessage>;
export type ParkedMessagesQuery = z.infer<typeof parkedMessagesQuery>;
export type ParkedMessageKind = z.infer<typeof kind>;
