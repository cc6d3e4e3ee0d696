import { z } from 'zod';
import { instant, uuid } from './primitives.js';
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

/** A part of a feed's history, up to the next one. Another one begins when the producer's database is restored or fails over. */
export const feedTimeline = z
  .object({
    id: uuid,
    first_position: z.int().describe('Position of its first event'),
    last_event_at: instant
      .nullable()
      .describe('When the event before the first position was published; null if there is none'),
  })
  .meta({ id: 'FeedTimeline' });

/** Events in position order, and the position of the newest event. */
export const feedPage = z
  .object({
    events: z.array(feedEvent),
    last_position: z.int(),
    timeline: uuid
      .nullish()
      .describe(
        'Id of the present timeline. If it changes, positions may belong to other events: see `/events/head`',
      ),
  })
  .meta({
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
      timeline: sample.timeline,
    },
  });

/** The end of a feed: covers everything committed before the request (F6, F11). */
export const feedHead = z
  .object({
    last_position: z.int(),
    timelines: z
      .array(feedTimeline)
      .optional()
      .describe(
        'From the first to the present one. Where two lists differ first, the feeds have different events',
      ),
  })
  .meta({
    id: 'FeedHead',
    example: {
      last_position: 1204,
      timelines: [{ id: sample.timeline, first_position: 1, last_event_at: null }],
    },
  });

export type FeedQuery = z.infer<typeof feedQuery>;
export type FeedEvent = z.infer<typeof feedEvent>;
export type FeedTimeline = z.infer<typeof feedTimeline>;
export type FeedPage = z.infer<typeof feedPage>;
export type FeedHead = z.infer<typeof feedHead>;
