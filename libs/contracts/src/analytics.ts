import { z } from 'zod';
import { accountHolder } from './accounting.js';
import { inOrder, spanningAtMost } from './day-range.js';
import { day, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { shownTaskText } from './tasks.js';

const days = {
  from: day.optional().describe('First day; defaults to the first day of the books if only `to` is given'),
  to: day.optional().describe('Last day; defaults to today'),
};

const currency = z.string().describe('ISO 4217').meta({ example: 'USD' });

/** Selects the days of the company's income (N1). Defaults to today. */
export const companyAnalyticsQuery = z.strictObject(days).refine(...inOrder);

const companyAnalyticsDay = z
  .object({
    date: day,
    is_closed: z.boolean().describe('Closed days never change; others show the current state'),
    income: minorUnits,
    people_earned: z.int().describe('Number of people with a payout for the day, or due one so far'),
    people_in_the_red: z
      .int()
      .describe('Number of people with a negative balance at the end of the day, or now'),
  })
  .meta({ id: 'CompanyAnalyticsDay' });

/** The company's income and its people's results, by day (N1). */
export const companyAnalytics = z
  .object({
    currency,
    from: day,
    to: day,
    income: minorUnits.describe('Total of all days; negative when rewards exceeded fees'),
    days: z.array(companyAnalyticsDay).describe('Newest first; omits days without books'),
  })
  .meta({
    id: 'CompanyAnalytics',
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

/** Selects people with a negative balance, now or at the end of a day (N1). */
export const workersAnalyticsQuery = z.strictObject({ ...pageQuery, date: day.optional() });

const workerBalance = z
  .object({ user: uuid, name: z.string().nullable(), balance: minorUnits })
  .meta({ id: 'WorkerBalance' });

/** People with a negative balance, lowest first (N1). */
export const workersAnalytics = pageOf(workerBalance)
  .extend({
    date: day.describe('Day at whose end these were the balances; today for the current ones'),
    is_closed: z.boolean(),
    currency,
    people_in_the_red: z.int().describe('Number of people on all pages'),
  })
  .meta({
    id: 'WorkersAnalytics',
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

/** Selects the days of the most expensive task, and the periods to split them into (N2). Defaults to today. */
export const tasksAnalyticsQuery = z
  .strictObject({
    ...days,
    by: z
      .enum(analyticsPeriods)
      .optional()
      .describe('Returns one task for each day, week (from Monday) or month; by default one for all days'),
  })
  .refine(...inOrder);

const dearestTask = z
  .object({
    uuid,
    description: z.string().nullable().describe('Null until Finance has fetched it'),
    jira_id: shownTaskText.jira_id,
    title: shownTaskText.title.nullable(),
    reward: minorUnits,
    completed_at: instant,
    date: day.describe('Business day it is booked on'),
    performer: accountHolder,
  })
  .meta({ id: 'DearestTask' });

const tasksAnalyticsPeriod = z
  .object({
    from: day.describe('First requested day of the period'),
    to: day.describe('Last requested day of the period'),
    task: dearestTask,
  })
  .meta({ id: 'TasksAnalyticsPeriod' });

/** The most expensive completed tasks (N2). */
export const tasksAnalytics = z
  .object({
    currency,
    from: day,
    to: day,
    items: z.array(tasksAnalyticsPeriod).describe('Newest first; omits periods without a completed task'),
  })
  .meta({
    id: 'TasksAnalytics',
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

/** The most days of a range whose draws and completions are counted. */
export const mostActivityDays = 92;

/** A required range of at most 92 days, both ends included. */
export const activityDays = { from: day, to: day };

const draws = z.int().describe('Assignments, including reassignments; each was charged');
const completions = z.int().describe('Completed tasks');

/** Selects the days whose draws and completions are counted, at most 92 (N1). */
export const activityQuery = z
  .strictObject(activityDays)
  .refine(...inOrder)
  .refine(...spanningAtMost(mostActivityDays));

const activityDay = z.object({ date: day, draws, completions }).meta({ id: 'ActivityDay' });

/** Draws and completions by day (N1). */
export const activity = z
  .object({
    from: day,
    to: day,
    draws,
    completions,
    days: z.array(activityDay).describe('Newest first; omits days without any'),
  })
  .meta({
    id: 'Activity',
    example: {
      from: '2026-03-01',
      to: '2026-03-02',
      draws: 17,
      completions: 11,
      days: [
        { date: '2026-03-02', draws: 5, completions: 3 },
        { date: '2026-03-01', draws: 12, completions: 8 },
      ],
    },
  });

/** Orders of the tasks per person; a minus sign reverses one. */
export const performerOrders = ['draws', '-draws', 'completions', '-completions'] as const;

/** Selects a page of the tasks per person, of at most 92 days (N1). */
export const performersActivityQuery = z
  .strictObject({
    ...activityDays,
    ...pageQuery,
    order: z
      .enum(performerOrders)
      .default('-completions')
      .describe('What to sort by; a minus sign puts the highest first'),
  })
  .refine(...inOrder)
  .refine(...spanningAtMost(mostActivityDays));

const performerActivity = z
  .object({ user: uuid, name: z.string().nullable(), draws, completions })
  .meta({ id: 'PerformerActivity' });

/** How many tasks each person was assigned and completed (N1). */
export const performersActivity = pageOf(performerActivity)
  .extend({ from: day, to: day, people: z.int().describe('Number of people on all pages') })
  .meta({
    id: 'PerformersActivity',
    example: {
      from: '2026-03-01',
      to: '2026-03-02',
      people: 1,
      items: [{ user: '0193a1b2-0000-4000-8000-000000000001', name: 'Polly', draws: 5, completions: 3 }],
      next_cursor: null,
    },
  });

export type Activity = z.infer<typeof activity>;
export type ActivityQuery = z.infer<typeof activityQuery>;
export type PerformersActivity = z.infer<typeof performersActivity>;
export type PerformersActivityQuery = z.infer<typeof performersActivityQuery>;
export type PerformerOrder = (typeof performerOrders)[number];
export type CompanyAnalytics = z.infer<typeof companyAnalytics>;
export type CompanyAnalyticsQuery = z.infer<typeof companyAnalyticsQuery>;
export type WorkersAnalytics = z.infer<typeof workersAnalytics>;
export type WorkersAnalyticsQuery = z.infer<typeof workersAnalyticsQuery>;
export type TasksAnalytics = z.infer<typeof tasksAnalytics>;
export type TasksAnalyticsQuery = z.infer<typeof tasksAnalyticsQuery>;
