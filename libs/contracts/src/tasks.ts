import { z } from 'zod';
import { instant, pageOf, pageQuery, uuid } from './primitives.js';

// PostgreSQL keeps no NUL in text.
const hasNoNul = (text: string): boolean => !text.includes('\0');

const description = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .refine(hasNoNul, 'must not contain the character NUL')
  .meta({ description: 'What is to be done', example: 'Fix the perch' });

/** What a person says to create a task (T2). */
export const newTask = z.strictObject({ description });

export const taskStatuses = ['open', 'completed'] as const;

const person = z.object({
  uuid,
  name: z
    .string()
    .nullable()
    .describe('Null until Tasks has fetched it from Auth')
    .meta({ example: 'Polly' }),
});

/** A task as it is shown (T8). */
export const task = z.object({
  uuid,
  description: z.string(),
  status: z.enum(taskStatuses),
  author: person,
  assigned_to: person,
  created_at: instant,
  changed_at: instant.describe('When the description was last changed'),
  assigned_at: instant,
  completed_at: instant.nullable(),
});

export const taskPage = pageOf(task);

export const tasksQuery = z.strictObject({
  ...pageQuery,
  performer: z
    .union([z.literal('me'), uuid])
    .optional()
    .describe('Tasks of this performer; `me` for the own ones'),
  status: z.enum(taskStatuses).optional(),
  text: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine(hasNoNul, 'must not contain the character NUL')
    .optional()
    .describe('Part of the description, in upper or lower case'),
  ids: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(uuid).max(200))
    .optional()
    .describe('Comma-separated ids, at most 200: just these, those that are there'),
});

/** Something that happened to a task: a draw (also the first) or its completion. */
export const taskHistoryEntry = z.object({
  event: z.enum(['assigned', 'completed']),
  performer: person,
  occurred_at: instant,
});

/** What happened to a task, oldest first. */
export const taskHistory = z.object({ items: z.array(taskHistoryEntry) });

export type NewTask = z.infer<typeof newTask>;
export type TaskView = z.infer<typeof task>;
export type TaskHistory = z.infer<typeof taskHistory>;
export type TaskStatus = (typeof taskStatuses)[number];
export type TasksQuery = z.infer<typeof tasksQuery>;

/** A task as Finance reads it from its owner: what the audit log shows of it. */
export const taskFromOwner = z.object({ description: z.string() });

export type TaskFromOwner = z.infer<typeof taskFromOwner>;
