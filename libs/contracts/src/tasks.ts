import { z } from 'zod';
import { commaSeparated, idsQuery, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';
import { joinTaskText, longestJiraId } from './task-text.js';
import { foreignText, writtenText } from './written-text.js';

const maxDescriptionLength = 2000;

const description = writtenText({ longest: maxDescriptionLength, hasLines: true }).meta({
  description:
    'What needs doing. An issue tracker key comes first, in brackets, followed by the title: letters, digits and ' +
    `hyphens with a number at the end, at most ${longestJiraId} characters. Other brackets are text.`,
  example: '[POPUG-42] - Fix the perch',
});

// Escapes both brackets, and does not use `max`, which counts some characters twice, for the published schemas.
const withoutBrackets = (howMany: string): RegExp => new RegExp(String.raw`^[^\[\]]${howMany}$`, 'u');

/** A task's issue tracker key and title in events (T10), where a title has no brackets. */
export const taskText = {
  jira_id: z
    .string()
    .regex(withoutBrackets(`{1,${longestJiraId}}`))
    .nullable()
    .meta({ description: 'Issue tracker key; null if there is none', example: 'POPUG-42' }),
  title: z
    .string()
    .regex(withoutBrackets('+'))
    .meta({ description: 'Title without brackets', example: 'Fix the perch' }),
};

/** A task's issue tracker key and title in API responses, where a title keeps its brackets. */
export const shownTaskText = {
  jira_id: taskText.jira_id,
  title: z.string().meta({ description: 'Description without the key', example: 'Fix the perch' }),
};

/** The request to create a task (T2). */
export const newTask = z
  .strictObject({ description })
  .meta({ id: 'NewTask', example: { description: '[POPUG-42] - Fix the perch' } });

/** The request to edit a task (T6). */
export const taskChange = z
  .strictObject({ description })
  .meta({ id: 'TaskChange', example: { description: '[POPUG-42] - Fix both perches' } });

export const taskStatuses = ['saving', 'open', 'completed'] as const;

/** What a list of tasks can be sorted by. */
export const taskOrders = ['newest', 'oldest', 'completed'] as const;

const untilPriced = 'in minor units of `currency`; null until Finance has priced it';

/** A reference to a person. */
export const person = z
  .object({
    uuid,
    name: z
      .string()
      .nullable()
      .describe('Null until Tasks has fetched it from Auth')
      .meta({ example: 'Polly' }),
  })
  .meta({ id: 'Person' });

/** A task as the API returns it (T8). */
export const task = z
  .object({
    uuid,
    description: z.string().meta({
      description: 'Key and title as written',
      example: '[POPUG-42] - Fix the perch',
    }),
    ...shownTaskText,
    status: z
      .enum(taskStatuses)
      .describe(
        '`saving` until Finance has priced it, then `open`; `completed` once completed, priced or not',
      ),
    author: person,
    assigned_to: person,
    waits_for_performer: z
      .boolean()
      .describe('True while its performer can no longer take tasks and no one else is eligible yet'),
    created_at: instant,
    changed_at: instant.describe('Time of the last change of the description'),
    assigned_at: instant,
    completed_at: instant.nullable(),
    fee: minorUnits.nullable().meta({
      description: `Fee charged for each assignment, ${untilPriced}`,
      example: 1250,
    }),
    reward: minorUnits.nullable().meta({
      description: `Reward for completing it, ${untilPriced}`,
      example: 3100,
    }),
    currency: z
      .string()
      .nullable()
      .meta({ description: 'ISO 4217; null until Finance has priced it', example: 'USD' }),
  })
  .meta({
    id: 'Task',
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

export const taskPage = pageOf(task).meta({ id: 'TaskPage' });

const whose = {
  performer: z
    .union([z.literal('me'), uuid])
    .optional()
    .describe('Tasks of this performer; `me` for your own'),
};

export const tasksQuery = z.strictObject({
  ...pageQuery,
  ...whose,
  status: commaSeparated(z.enum(taskStatuses), { most: 10, longest: 10 }).optional().meta({
    description: 'One or more statuses, comma-separated: `saving,open` is everything not completed',
    example: 'saving,open',
  }),
  text: writtenText({ longest: 200, hasLines: true })
    .optional()
    .describe(
      'Part of the description, case-insensitive: words, an issue tracker key, or both as the page shows them, ' +
        '`POPUG-42 Fix the perch`',
    ),
  created_since: instant.optional().describe('Only tasks created at this instant or later'),
  created_before: instant.optional().describe('Only tasks created before this instant'),
  completed_since: instant.optional().describe('Only tasks completed at this instant or later'),
  ids: idsQuery,
  order: z
    .enum(taskOrders)
    .default('newest')
    .describe(
      '`newest` or `oldest` first, by when they were created; `completed` lists only completed tasks, the last ' +
        'completed first. A cursor continues only a list of the same order.',
    ),
});

/** Selects the people whose tasks can be listed. */
export const performersQuery = z.strictObject({
  text: writtenText({ longest: 200, hasLines: false })
    .optional()
    .describe('Part of the name, case-insensitive'),
  ids: idsQuery,
});

/** People whose tasks can be listed, by name. */
export const performerList = z
  .object({ items: z.array(person) })
  .meta({ id: 'PerformerList', example: { items: [{ uuid: sample.polly, name: 'Polly' }] } });

/** Selects the tasks to count: a performer's, or all. */
export const taskCountsQuery = z.strictObject(whose);

/** Numbers of unfinished tasks; years of completed ones are not counted. */
export const taskCounts = z
  .object({
    unfinished: z.int().describe('Number of tasks not completed, `saving` and `open`'),
    waits_for_performer: z
      .int()
      .describe(
        'How many of them have a performer who can no longer take tasks, with no one else eligible yet',
      ),
  })
  .meta({ id: 'TaskCounts', example: { unfinished: 1234, waits_for_performer: 0 } });

/** Selects the tasks of a workload: a performer's, or all. */
export const workloadQuery = z.strictObject({
  ...whose,
  since: instant.describe('When the working day began, which Finance knows (`GET /accounting/open-day`)'),
});

/** What there is to do, and what a performer has done since the working day began. Amounts are in minor units. */
export const workload = z
  .object({
    open: z.int().describe('Tasks not completed'),
    created_since: z.int().describe('How many of them were created since then'),
    created_in_week: z.int().describe('How many were created before that, in the six days before'),
    performer: z
      .object({
        fees: minorUnits.describe('Fees of the open tasks, charged when they were assigned'),
        rewards: minorUnits.describe('Rewards for completing the open tasks'),
        unpriced: z.int().describe('Open tasks without a price yet, whose fees and rewards are not included'),
        completed: z.int().describe('Tasks completed since then'),
        earned: minorUnits.describe('Their rewards'),
      })
      .nullable()
      .describe('Null for the tasks of everyone'),
  })
  .meta({
    id: 'Workload',
    example: {
      open: 7,
      created_since: 2,
      created_in_week: 4,
      performer: { fees: 9120, rewards: 21_400, unpriced: 0, completed: 3, earned: 8710 },
    },
  });

/** An entry of a task's history: an assignment, including the first, or its completion. */
export const taskHistoryEntry = z
  .object({
    event: z.enum(['assigned', 'completed']),
    performer: person,
    occurred_at: instant,
  })
  .meta({ id: 'TaskHistoryEntry' });

/** A task's history, oldest first. */
export const taskHistory = z.object({ items: z.array(taskHistoryEntry) }).meta({
  id: 'TaskHistory',
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
export type TaskOrder = (typeof taskOrders)[number];
export type PerformersQuery = z.infer<typeof performersQuery>;
export type PerformerList = z.infer<typeof performerList>;
export type TaskCountsQuery = z.infer<typeof taskCountsQuery>;
export type TaskCounts = z.infer<typeof taskCounts>;
export type WorkloadQuery = z.infer<typeof workloadQuery>;
export type Workload = z.infer<typeof workload>;

/**
 * A task as Finance reads it from its owner, for the audit log. An owner that no longer has descriptions returns the
 * two parts.
 */
export const taskFromOwner = z
  .union([
    z.object({ description: foreignText }),
    z
      .object({ jira_id: foreignText.nullable(), title: foreignText })
      .transform((text) => ({ description: joinTaskText(text) })),
  ])
  .meta({ id: 'TaskFromOwner' });

export type TaskFromOwner = z.infer<typeof taskFromOwner>;
