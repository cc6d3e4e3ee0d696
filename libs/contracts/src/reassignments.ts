import { z } from 'zod';
import { instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';
import { person } from './tasks.js';

/** The states of a reassignment. */
export const reassignmentStates = ['queued', 'running', 'waiting_for_performers', 'completed'] as const;

/** A reassignment of all open tasks and its progress (T4). */
export const reassignment = z
  .object({
    id: uuid,
    state: z
      .enum(reassignmentStates)
      .describe('One runs at a time, in the order of requests')
      .meta({ example: 'running' }),
    requested_by: person,
    requested_at: instant,
    started_at: instant.nullable(),
    finished_at: instant.nullable(),
    total: z
      .int()
      .nullable()
      .describe('Number of open tasks when it started; null until then')
      .meta({ example: 100_000 }),
    done: z.int().describe('Number of tasks reassigned').meta({ example: 35_000 }),
    passed_over: z
      .int()
      .nullable()
      .describe(
        'Number of tasks skipped because they were completed in the meantime; null until it is completed',
      ),
    per_second: z.number().describe('Tasks reassigned per second so far').meta({ example: 24_000 }),
    seed: z
      .string()
      .nullable()
      .describe(
        'Seed that determines all draws; null until it is completed, so that draws cannot be predicted',
      ),
  })
  .meta({
    id: 'Reassignment',
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
export const reassignmentPage = pageOf(reassignment).meta({ id: 'ReassignmentPage' });

export const reassignmentsQuery = z.strictObject(pageQuery);

export const reassignmentParameter = z.strictObject({ id: uuid });

/** Total fees in one currency. */
export const feesOfCurrency = z
  .object({ currency: z.string().describe('ISO 4217'), amount: minorUnits })
  .meta({ id: 'FeesOfCurrency' });

/** What reassigning all open tasks would charge if it started now (T4). */
export const reassignmentPreview = z
  .object({
    tasks: z.int().describe('Number of open tasks; all are reassigned'),
    unpriced: z.int().describe('How many of them are not priced yet; `fees` excludes these'),
    fees: z.array(feesOfCurrency).describe('Total fees by currency'),
  })
  .meta({
    id: 'ReassignmentPreview',
    example: { tasks: 120, unpriced: 0, fees: [{ currency: 'USD', amount: 183_020 }] },
  });

/** The unfinished reassignment that runs now, or is the next to run, as everyone may see it (T4). */
export const currentReassignment = z
  .object({
    state: z
      .enum(['none', 'queued', 'running', 'waiting_for_performers'])
      .describe('`none` while no reassignment is unfinished')
      .meta({ example: 'running' }),
    done: z.int().describe('Number of tasks reassigned so far').meta({ example: 35_000 }),
    total: z
      .int()
      .nullable()
      .describe('Number of open tasks when it started; null unless it has')
      .meta({ example: 100_000 }),
  })
  .meta({ id: 'CurrentReassignment', example: { state: 'running', done: 35_000, total: 100_000 } });

const drawsOfPerformer = z.object({ performer: person, draws: z.int() }).meta({ id: 'DrawsOfPerformer' });

/** The distribution of a completed reassignment's draws, recomputed from its seed (T4). */
export const reassignmentDraws = z
  .object({
    seed: z.string(),
    draws: z.int().describe('Number of tasks reassigned'),
    differences: z.int().describe('Number of draws that differ from the recomputation; 0 if all are genuine'),
    performers: z.array(drawsOfPerformer).describe('Everyone eligible, most draws first'),
  })
  .meta({
    id: 'ReassignmentDraws',
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
export type CurrentReassignment = z.infer<typeof currentReassignment>;
export type ReassignmentPreview = z.infer<typeof reassignmentPreview>;
export type ReassignmentDraws = z.infer<typeof reassignmentDraws>;
