import { z } from 'zod';
import { day, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { shownTaskText } from './tasks.js';

const days = {
  from: day.optional().describe('First day; the first of the books when only `to` is said'),
  to: day.optional().describe('Last day; today when left out'),
};

const isInOrder = ({ from, to }: { from?: string; to?: string }): boolean => !(from && to) || from <= to;
const onlyInOrder = '`from` must not be after `to`.';

const currency = z.string().describe('ISO 4217').meta({ example: 'USD' });

/** Of which days to show what the company earned (N1): today when nothing is said. */
export const companyAnalyticsQuery = z.strictObject(days).refine(isInOrder, onlyInOrder);

/** What the company earned and how its people fared, by day (N1). */
export const companyAnalytics = z
  .object({
    currency,
    from: day,
    to: day,
    income: minorUnits.describe('Of all the days together; negative when rewards exceeded fees'),
    days: z
      .array(
        z.object({
          date: day,
          is_closed: z.boolean().describe('Closed days never change; others are as they stand now'),
          income: minorUnits,
          people_earned: z.int().describe('How many had, or have so far, something to be paid for the day'),
          people_in_the_red: z.int().describe('How many had a negative balance at its end, or have now'),
        }),
      )
      .describe('Newest first; days without books are left out'),
  })
  .meta({
    example: {
      currency: 'USD',
      from: '2026-03-01',
      to: '2026-03-02',
      income: 1250,
      days: [
        { date: '2026-03-02', is_closed: false, income: -850, people_earned: 3, people_in_the_red: 1 },
        { date: '2026-03-01', is_closed: true, income: 2100, people_earned: 2, people_in_the_red: 4 },
      ],
    },
  });

/** Who is in the red now, or was at the end of a day (N1). */
export const workersAnalyticsQuery = z.strictObject({ ...pageQuery, date: day.optional() });

/** The people whose balance is negative, deepest first (N1). */
export const workersAnalytics = pageOf(
  z.object({ user: uuid, name: z.string().nullable(), balance: minorUnits }),
)
  .extend({
    date: day.describe('The day at whose end they were in the red, or today'),
    is_closed: z.boolean(),
    currency,
    people_in_the_red: z.int().describe('How many there are on all pages'),
  })
  .meta({
    example: {
      date: '2026-03-02',
      is_closed: false,
      currency: 'USD',
      people_in_the_red: 1,
      items: [{ user: '0193a1b2-0000-4000-8000-000000000001', name: 'Polly', balance: -1420 }],
      next_cursor: null,
    },
  });

export const analyticsPeriods = ['day', 'week', 'month'] as const;

/** Of which days to show the dearest task, and in which parts (N2): of today when nothing is said. */
export const tasksAnalyticsQuery = z
  .strictObject({
    ...days,
    by: z
      .enum(analyticsPeriods)
      .optional()
      .describe('A task for each day, week (from Monday) or month; one for all days when left out'),
  })
  .refine(isInOrder, onlyInOrder);

/** The dearest completed tasks (N2). */
export const tasksAnalytics = z
  .object({
    currency,
    from: day,
    to: day,
    items: z
      .array(
        z.object({
          from: day.describe('First of the days of the period that are asked for'),
          to: day.describe('Last of them'),
          task: z.object({
            uuid,
            description: z.string().nullable().describe('Null until Finance has fetched it'),
            jira_id: shownTaskText.jira_id,
            title: shownTaskText.title.nullable(),
            reward: minorUnits,
            completed_at: instant,
            date: day.describe('The working day it counts for'),
            performer: z.object({ uuid, name: z.string().nullable() }),
          }),
        }),
      )
      .describe('Newest first; periods in which no task was completed are left out'),
  })
  .meta({
    example: {
      currency: 'USD',
      from: '2026-03-01',
      to: '2026-03-02',
      items: [
        {
          from: '2026-03-01',
          to: '2026-03-02',
          task: {
            uuid: '0193a1b2-0000-7000-8000-000000000002',
            description: '[POPUG-42] - Fix the perch',
            jira_id: 'POPUG-42',
            title: 'Fix the perch',
            reward: 3970,
            completed_at: '2026-03-01T10:00:00.000000Z',
            date: '2026-03-01',
            performer: { uuid: '0193a1b2-0000-4000-8000-000000000001', name: 'Polly' },
          },
        },
      ],
    },
  });

export type CompanyAnalytics = z.infer<typeof companyAnalytics>;
export type CompanyAnalyticsQuery = z.infer<typeof companyAnalyticsQuery>;
export type WorkersAnalytics = z.infer<typeof workersAnalytics>;
export type WorkersAnalyticsQuery = z.infer<typeof workersAnalyticsQuery>;
export type TasksAnalytics = z.infer<typeof tasksAnalytics>;
export type TasksAnalyticsQuery = z.infer<typeof tasksAnalyticsQuery>;
