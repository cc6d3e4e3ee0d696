import { z } from 'zod';
import { uuid } from './primitives.js';
import { sample } from './sample.js';

/** A query of an event feed (S4): events after a position, waiting up to `wait` seconds when there are none. */
export const feedQuery = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Position of the last event you have consumed; 0 for none'),
  after_id: uuid
    .optional()
    .describe(
      'Id of the event at `after`; if another event is there, the feed was restored and answers `feed-rewound`',
    ),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(30)
    .default(0)
    .describe('Seconds to wait for an event when there is none'),
});

export const feedEvent = z
  .object({
    position: z.int().describe('Gap-free, from 1'),
    id: uuid,
    type: z.string(),
    version: z.int(),
    body: z.unknown(),
  })
  .meta({ id: 'FeedEvent' });

/** Events in position order, and the position of the newest event. */
export const feedPage = z.object({ events: z.array(feedEvent), last_position: z.int() }).meta({
  id: 'FeedPage',
  example: {
    events: [
      {
        position: 1041,
        id: sample.event,
        type: 'tasks.task.assigned',
        version: 1,
        body: { task_uuid: sample.task, assigned_to: sample.polly, timestamp: '2026-03-02T09:30:00.000Z' },
      },
    ],
    last_position: 1041,
  },
});

/** The end of a feed: covers everything committed before the request (F6, F11). */
export const feedHead = z
  .object({ last_position: z.int() })
  .meta({ id: 'FeedHead', example: { last_position: 1204 } });

export type FeedQuery = z.infer<typeof feedQuery>;
export type FeedEvent = z.infer<typeof feedEvent>;
export type FeedPage = z.infer<typeof feedPage>;
export type FeedHead = z.infer<typeof feedHead>;
