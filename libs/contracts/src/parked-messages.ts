import { z } from 'zod';
import { instant, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';

export const parkedMessageStates = ['parked', 'replayed', 'discarded'] as const;

/** A message that could not be taken, with the reason and its raw bytes (S6). */
export const parkedMessage = z
  .object({
    id: uuid,
    source: z.string().describe('The queue or feed it came by'),
    type: z.string().describe('Its routing key'),
    message_id: z.string().nullable(),
    reason: z.string(),
    body: z.string().describe('The raw bytes, as UTF-8 text where they are text'),
    body_base64: z.string().describe('The raw bytes'),
    state: z.enum(parkedMessageStates),
    parked_at: instant,
    settled_at: instant.nullable().describe('When it was replayed or discarded'),
  })
  .meta({
    example: {
      id: sample.parked,
      source: 'finance.task-events',
      type: 'tasks.task.assigned',
      message_id: sample.event,
      reason: 'it is no tasks.task.assigned: assigned_to: Invalid GUID',
      body: '{"task_uuid":"perch"}',
      body_base64: 'eyJ0YXNrX3V1aWQiOiJwZXJjaCJ9',
      state: 'parked',
      parked_at: '2026-03-02T09:30:01.000Z',
      settled_at: null,
    },
  });

export const parkedMessagePage = pageOf(parkedMessage);

export const parkedMessagesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(parkedMessageStates).default('parked'),
});

export type ParkedMessageView = z.infer<typeof parkedMessage>;
export type ParkedMessagesQuery = z.infer<typeof parkedMessagesQuery>;
