import { z } from 'zod';
import { instant, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';

export const parkedMessageStates = ['parked', 'replayed', 'discarded'] as const;
export const parkedMessageKinds = ['refused', 'unrouted'] as const;

const kind = z
  .enum(parkedMessageKinds)
  .describe(
    '`refused`: this service could not take it; `unrouted`: it came to this service’s exchange and no queue wanted it',
  );

/** A message that waits for an operator: what it is, why it waits, how large it is and how it begins (S6). */
export const parkedMessage = z
  .object({
    id: uuid,
    kind,
    source: z.string().describe('The queue, feed or exchange it came by'),
    type: z.string().describe('Its routing key'),
    message_id: z.string().nullable(),
    reason: z.string(),
    size: z.int().describe('Bytes of its body as it was sent'),
    preview: z.string().describe('The first kilobyte of the body, as UTF-8 text where it is text'),
    preview_base64: z.string().describe('The same bytes'),
    is_body_kept: z
      .boolean()
      .describe('Whether /body has it; of a body that is too large to keep, `preview` is all there is'),
    state: z.enum(parkedMessageStates),
    parked_at: instant,
    settled_at: instant.nullable().describe('When it was replayed or discarded'),
  })
  .meta({
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

export const parkedMessagePage = pageOf(parkedMessage);

export const parkedMessagesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(parkedMessageStates).default('parked'),
  kind: kind.optional(),
});

export type ParkedMessageView = z.infer<typeof parkedMessage>;
export type ParkedMessagesQuery = z.infer<typeof parkedMessagesQuery>;
export type ParkedMessageKind = z.infer<typeof kind>;
