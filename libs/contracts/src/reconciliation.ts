import { z } from 'zod';
import { instant, uuid } from './primitives.js';

export const reconciliationKinds = ['first', 'periodic', 'requested'] as const;
export const reconciliationStates = ['waiting', 'running', 'done', 'failed'] as const;

const healed = z
  .record(z.string(), z.int())
  .describe('Number of missing effects that were healed, by kind; empty if none');

/** A comparison with a producer's feed (F11). */
export const reconciliationRun = z
  .object({
    id: uuid,
    producer: z.string(),
    kind: z
      .enum(reconciliationKinds)
      .describe(
        "`first`: events published before this service's queue existed; `requested`: by an administrator",
      ),
    state: z.enum(reconciliationStates),
    from: z.int().describe('Position it starts after'),
    to: z.int().nullable().describe('Position it ends at; null until it starts'),
    position: z.int().describe('Current position'),
    events: z.int().describe('Number of events read'),
    healed,
    error: z.string().nullable(),
    requested_at: instant,
    started_at: instant.nullable(),
    finished_at: instant.nullable(),
  })
  .meta({
    id: 'ReconciliationRun',
    example: {
      id: '0198c0de-0000-7000-8000-000000000001',
      producer: 'tasks',
      kind: 'periodic',
      state: 'done',
      from: 1200,
      to: 1204,
      position: 1204,
      events: 4,
      healed: { prices: 1, postings: 2 },
      error: null,
      requested_at: '2026-03-02T10:00:00.000Z',
      started_at: '2026-03-02T10:00:00.000Z',
      finished_at: '2026-03-02T10:00:00.120Z',
    },
  });

/** The consumer position in a producer's feed, and its comparisons. */
export const producerReconciliation = z
  .object({
    producer: z.string(),
    position: z.int().describe('Everything up to here has taken effect or is parked'),
    head: z.int().nullable().describe('Current end of the feed; null if the producer does not answer'),
    lag: z.int().nullable().describe('Number of events after `position`'),
    restored: z
      .object({
        to: z.int().describe('The feed is the same up to this position; what was published after it is lost'),
        noticed_at: instant,
      })
      .nullable()
      .describe(
        'When this service last noticed that the producer was restored or failed over; null if never',
      ),
    runs: z.array(reconciliationRun).describe('Latest runs, newest first'),
  })
  .meta({ id: 'ProducerReconciliation' });

/** The state of reconciliation in this service (F11). */
export const reconciliation = z
  .object({
    transport: z.enum(['rabbitmq', 'feed']),
    producers: z.array(producerReconciliation),
    figures: z
      .record(z.string(), z.number())
      .describe('Gauges that should be 0 or small, named as on /metrics'),
  })
  .meta({
    id: 'Reconciliation',
    example: {
      transport: 'rabbitmq',
      producers: [
        {
          producer: 'tasks',
          position: 1204,
          head: 1204,
          lag: 0,
          restored: null,
          runs: [],
        },
      ],
      figures: { parked_messages: 0, oldest_due_task_copy_seconds: 0, open_past_days: 0, unpriced_tasks: 0 },
    },
  });

/** Requests a comparison, starting after a position of the producer's feed. */
export const startReconciliation = z
  .strictObject({
    producer: z.string().min(1).max(100),
    from: z.int().min(0).default(0).describe('Position to start after; 0 for the whole feed'),
  })
  .meta({ id: 'StartReconciliation', example: { producer: 'tasks', from: 0 } });

export type ReconciliationKind = (typeof reconciliationKinds)[number];
export type ReconciliationRun = z.infer<typeof reconciliationRun>;
export type ProducerReconciliation = z.infer<typeof producerReconciliation>;
export type Reconciliation = z.infer<typeof reconciliation>;
export type StartReconciliation = z.infer<typeof startReconciliation>;
