import { z } from 'zod';
import { commaSeparated, idsQuery, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';
import { joinTaskText, longestJiraId } from './task-text.js';
import { foreignText, writtenText } from './written-text.js';

const longestDescription = 2000;

const description = writtenText({ longest: longestDescription, hasLines: true }).meta({
  description:
    'What needs doing. A tracker key goes first, in brackets, with a title behind it: letters, digits and hyphens with ' +
    `a number at the end, ${longestJiraId} characters at most. Other brackets are text.`,
  example: '[POPUG-42] - Fix the perch',
});

// Both escaped, and not `max`, which counts some characters twice: the pattern goes into schemas that others read.
const withoutBrackets = (howMany: string): RegExp => new RegExp(String.raw`^[^\[\]]${howMany}$`, 'u');

/** The key of a task in a tracker and its title, as events have them (T10): a title has no brackets. */
export const taskText = {
  jira_id: z
    .string()
    .regex(withoutBrackets(`{1,${longestJiraId}}`))
    .nullable()
    .meta({ description: 'Key in a tracker; null where nobody wrote one', example: 'POPUG-42' }),
  title: z
    .string()
    .regex(withoutBrackets('+'))
    .meta({ description: 'What is to be done, without brackets', example: 'Fix the perch' }),
};

/** The key of a task in a tracker and its title, as answers have them: a title has the brackets that people wrote. */
export const shownTaskText = {
  jira_id: taskText.jira_id,
  title: z
    .string()
    .meta({ description: 'What needs doing: the description without the key', example: 'Fix the perch' }),
};

/** What a person says to create a task (T2). */
export const newTask = z
  .strictObject({ description })
  .meta({ example: { description: '[POPUG-42] - Fix the perch' } });

/** What may be changed of a task afterwards (T6). */
export const taskChange = z
  .strictObject({ description })
  .meta({ example: { description: '[POPUG-42] - Fix both perches' } });

export const taskStatuses = ['saving', 'open', 'completed'] as const;

const untilPriced = 'in minor units of `currency`; null until Finance has priced it';

/** A person as other things name them. */
export const person = z.object({
  uuid,
  name: z
    .string()
    .nullable()
    .describe('Null until Tasks has fetched it from Auth')
    .meta({ example: 'Polly' }),
});

/** A task as it is shown (T8). */
export const task = z
  .object({
    uuid,
    description: z.string().meta({
      description: 'As it was written: key and title in one',
      example: '[POPUG-42] - Fix the perch',
    }),
    ...shownTaskText,
    status: z
      .enum(taskStatuses)
      .describe('`saving` until Finance has priced it, then `open`; `completed` once it is, priced or not'),
    author: person,
    assigned_to: person,
    waits_for_performer: z
      .boolean()
      .describe('True while its performer may no longer perform and nobody else could be drawn yet'),
    created_at: instant,
    changed_at: instant.describe('When the description was last changed'),
    assigned_at: instant,
    completed_at: instant.nullable(),
    fee: minorUnits.nullable().meta({
      description: `What each assignment costs its performer, ${untilPriced}`,
      example: 1250,
    }),
    reward: minorUnits.nullable().meta({
      description: `What completing it brings, ${untilPriced}`,
      example: 3100,
    }),
    currency: z
      .string()
      .nullable()
      .meta({ description: 'ISO 4217; null until Finance has priced it', example: 'USD' }),
  })
  .meta({
    example: {
      uuid: sample.task,
      description: '[POPUG-42] - Fix the perch',
      jira_id: 'POPUG-42',
      title: 'Fix the perch',
      status: 'open',
      author: { uuid: sample.ara, name: 'Ara' },
      assigned_to: { uuid: sample.polly, name: 'Polly' },
      waits_for_performer: false,
      created_at: '2026-03-02T09:30:00.000Z',
      changed_at: '2026-03-02T09:30:00.000Z',
      assigned_at: '2026-03-02T09:30:00.000Z',
      completed_at: null,
      fee: 1277,
      reward: 3120,
      currency: 'USD',
    },
  });

export const taskPage = pageOf(task);

const whose = {
  performer: z
    .union([z.literal('me'), uuid])
    .optional()
    .describe('Tasks of this performer; `me` for the own ones'),
};

export const tasksQuery = z.strictObject({
  ...pageQuery,
  ...whose,
  status: commaSeparated(z.enum(taskStatuses), { most: 10, longest: 10 }).optional().meta({
    description: 'One status, or several with commas between: `saving,open` is whatever is not completed',
    example: 'saving,open',
  }),
  text: writtenText({ longest: 200, hasLines: true })
    .optional()
    .describe(
      'Part of what a task says, in upper or lower case: words, a tracker key, or both as the page shows them, ' +
        '`POPUG-42 Fix the perch`',
    ),
  ids: idsQuery,
});

/** Which tasks to count: a performer's, or all. */
export const taskCountsQuery = z.strictObject(whose);

/** How many tasks there are to do. What is completed, years of it, is not counted. */
export const taskCounts = z
  .object({
    unfinished: z.int().describe('Not completed: `saving` and `open` together'),
    waits_for_performer: z
      .int()
      .describe('Of those: whose performer may no longer perform, and nobody else could be drawn yet'),
  })
  .meta({ example: { unfinished: 1234, waits_for_performer: 0 } });

/** Something that happened to a task: a draw (also the first) or its completion. */
export const taskHistoryEntry = z.object({
  event: z.enum(['assigned', 'completed']),
  performer: person,
  occurred_at: instant,
});

/** What happened to a task, oldest first. */
export const taskHistory = z.object({ items: z.array(taskHistoryEntry) }).meta({
  example: {
    items: [
      {
        event: 'assigned',
        performer: { uuid: sample.polly, name: 'Polly' },
        occurred_at: '2026-03-02T09:30:00.000Z',
      },
      {
        event: 'completed',
        performer: { uuid: sample.polly, name: 'Polly' },
        occurred_at: '2026-03-02T15:12:08.250Z',
      },
    ],
  },
});

export type NewTask = z.infer<typeof newTask>;
export type TaskChange = z.infer<typeof taskChange>;
export type TaskView = z.infer<typeof task>;
export type TaskHistory = z.infer<typeof taskHistory>;
export type TasksQuery = z.infer<typeof tasksQuery>;
export type TaskCountsQuery = z.infer<typeof taskCountsQuery>;
export type TaskCounts = z.infer<typeof taskCounts>;

/**
 * A task as Finance reads it from its owner: what the audit log shows of it. An owner that has no description any more
 * gives the two parts.
 */
export const taskFromOwner = z.union([
  z.object({ description: foreignText }),
  z
    .object({ jira_id: foreignText.nullable(), title: foreignText })
    .transform((text) => ({ description: joinTaskText(text) })),
]);

export type TaskFromOwner = z.infer<typeof taskFromOwner>;
