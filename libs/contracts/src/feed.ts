import { z } from 'zod';
import { uuid } from './primitives.js';

/** What to ask of an event feed (S4): the events after a position, waiting up to `wait` seconds when there are none. */
export const feedQuery = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Position of the last event already known; 0 for none'),
  after_id: uuid
    .optional()
    .describe(
      'Id of the event at `after`: when it is another, the feed was restored and answers feed-rewound',
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

export const feedEvent = z.object({
  position: z.int().describe('Gap-free, from 1'),
  id: uuid,
  type: z.string(),
  version: z.int(),
  body: z.unknown(),
});

/** Events in position order, and the position of the newest event there is. */
export const feedPage = z.object({ events: z.array(feedEvent), last_position: z.int() });

export type FeedQuery = z.infer<typeof feedQuery>;
export type FeedEvent = z.infer<typeof feedEvent>;
export type FeedPage = z.infer<typeof feedPage>;
