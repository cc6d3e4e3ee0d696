import { z } from 'zod';
import { instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';
import { person } from './tasks.js';

/** What a reassignment may be doing. */
export const reassignmentStates = ['queued', 'running', 'waiting_for_performers', 'completed'] as const;

/** One reassignment of all open tasks, and how far it has come (T4). */
export const reassignment = z
  .object({
    id: uuid,
    state: z
      .enum(reassignmentStates)
      .describe('One goes on at a time, in the order in which they were asked for')
      .meta({ example: 'running' }),
    requested_by: person,
    requested_at: instant,
    started_at: instant.nullable(),
    finished_at: instant.nullable(),
    total: z
      .int()
      .nullable()
      .describe('Tasks that were open when it started; null until then')
      .meta({ example: 100_000 }),
    done: z.int().describe('Tasks whose performer was drawn anew').meta({ example: 35_000 }),
    passed_over: z
      .int()
      .nullable()
      .describe('Tasks that were completed before their turn came; null until it is completed'),
    per_second: z.number().describe('Tasks drawn in a second, so far').meta({ example: 24_000 }),
    seed: z
      .string()
      .nullable()
      .describe(
        'What all its draws follow from; null until it is completed, so that nobody can foresee them',
      ),
  })
  .meta({
    example: {
      id: sample.reassignment,
      state: 'completed',
      requested_by: { uuid: sample.ara, name: 'Ara' },
      requested_at: '2026-03-02T10:00:00.000Z',
      started_at: '2026-03-02T10:00:00.120Z',
      finished_at: '2026-03-02T10:00:04.287Z',
      total: 100_000,
      done: 99_998,
      passed_over: 2,
      per_second: 24_000,
      seed: sample.hash,
    },
  });

/** Reassignments, newest first. */
export const reassignmentPage = pageOf(reassignment);

export const reassignmentsQuery = z.strictObject(pageQuery);

export const reassignmentParameter = z.strictObject({ id: uuid });

/** What a reassignment of all open tasks would charge if it started now (T4). */
export const reassignmentPreview = z
  .object({
    tasks: z.int().describe('Open tasks, each of which gets a performer'),
    unpriced: z.int().describe('Of those: not priced yet, so that their fees are not in the sum'),
    fees: z
      .array(z.object({ currency: z.string(), amount: minorUnits }))
      .describe('What all fees add up to, for each currency'),
  })
  .meta({ example: { tasks: 120, unpriced: 0, fees: [{ currency: 'USD', amount: 183_020 }] } });

/** How evenly the draws of a completed reassignment fell, worked out again from its seed (T4). */
export const reassignmentDraws = z
  .object({
    seed: z.string(),
    draws: z.int().describe('Tasks whose performer was drawn anew'),
    differences: z.int().describe('Draws that do not follow from the seed and the people there were: 0'),
    performers: z
      .array(z.object({ performer: person, draws: z.int() }))
      .describe('Everybody who could be drawn, those with the most draws first'),
  })
  .meta({
    example: {
      seed: sample.hash,
      draws: 99_998,
      differences: 0,
      performers: [{ performer: { uuid: sample.polly, name: 'Polly' }, draws: 99_998 }],
    },
  });

export type Reassignment = z.infer<typeof reassignment>;
export type ReassignmentPage = z.infer<typeof reassignmentPage>;
export type ReassignmentsQuery = z.infer<typeof reassignmentsQuery>;
export type ReassignmentPreview = z.infer<typeof reassignmentPreview>;
export type ReassignmentDraws = z.infer<typeof reassignmentDraws>;
