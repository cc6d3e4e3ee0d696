import { z } from 'zod';
import { activityDays, mostActivityDays } from './analytics.js';
import { inOrder, spanningAtMost } from './day-range.js';
import { commaSeparated, day, uuid } from './primitives.js';
import { refusal } from './refusal.js';
import { sample } from './sample.js';

// Names only: the database reads an offset such as `+03:00` with the opposite sign.
const zoneName = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

function isTimeZone(name: string): boolean {
  try {
    return zoneName.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}

/** A range of at most 92 days, and when its days end, which only Finance knows. */
const days = {
  ...activityDays,
  time_zone: z
    .string()
    .max(100)
    .refine(isTimeZone, refusal('not-a-time-zone', 'must be the name of a time zone, such as Europe/Berlin'))
    .default('Etc/UTC')
    .describe('Time zone by which days end, as Finance reports it (`GET /accounting/open-day`)'),
  day_ends_at: z
    .string()
    .check(z.stringFormat('time-of-day', /^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 18:00'))
    .default('00:00')
    .describe(
      'Local time at which days end: from 12:00 on, in the evening of the day; before, on the morning after',
    ),
};

const completed = z.int().describe('Tasks completed');
const medianSeconds = z
  .int()
  .nullable()
  .describe(
    'Median time from the first assignment of a task to its completion; null without a completed task',
  );

/** Selects the days for the time to complete, at most 92. */
export const completionTimesQuery = z
  .strictObject(days)
  .refine(...inOrder)
  .refine(...spanningAtMost(mostActivityDays));

const completionTimesDay = z
  .object({ date: day, completed, median_seconds: z.int() })
  .meta({ id: 'CompletionTimesDay' });

/** How long tasks took, by the day on which they were completed. */
export const completionTimes = z
  .object({
    from: day,
    to: day,
    completed,
    median_seconds: medianSeconds,
    days: z.array(completionTimesDay).describe('Newest first; omits days without a completed task'),
  })
  .meta({
    id: 'CompletionTimes',
    example: {
      from: '2026-03-01',
      to: '2026-03-02',
      completed: 11,
      median_seconds: 5400,
      days: [
        { date: '2026-03-02', completed: 3, median_seconds: 4500 },
        { date: '2026-03-01', completed: 8, median_seconds: 6000 },
      ],
    },
  });

const mostPeople = 200;
const uuidLength = 36;

/** Selects people, and the days for the time that their tasks took. */
export const workOfPeopleQuery = z
  .strictObject({
    ...days,
    ids: commaSeparated(uuid, { most: mostPeople, longest: uuidLength }).describe(
      `Comma-separated ids of people, at most ${mostPeople}`,
    ),
  })
  .refine(...inOrder)
  .refine(...spanningAtMost(mostActivityDays));

const workOfPerson = z
  .object({
    user: uuid,
    open: z.int().describe('Open tasks assigned to them now'),
    completed,
    median_seconds: medianSeconds,
  })
  .meta({ id: 'WorkOfPerson' });

/** What each person has open now, and how long the tasks took that they completed. */
export const workOfPeople = z
  .object({
    items: z.array(workOfPerson).describe('One for each id, in the same order'),
  })
  .meta({
    id: 'WorkOfPeople',
    example: { items: [{ user: sample.polly, open: 2, completed: 3, median_seconds: 4500 }] },
  });

export type CompletionTimes = z.infer<typeof completionTimes>;
export type CompletionTimesQuery = z.infer<typeof completionTimesQuery>;
export type WorkOfPeople = z.infer<typeof workOfPeople>;
export type WorkOfPeopleQuery = z.infer<typeof workOfPeopleQuery>;
