import { z } from 'zod';
import { defineEvent, type EventContract } from './event.js';
import { day, instant, minorUnits, uuid } from './primitives.js';
import { taskText } from './tasks.js';

// Bodies hold exactly these fields. Consumers ignore unknown fields, so that a producer may add one without a new
// version.

const userBody = z.object({ user_id: uuid, timestamp: instant });

/** A person was added (A6). */
export const userCreated = defineEvent('auth.user.created', 1, userBody);

/** A person's data changed (A6). */
export const userChanged = defineEvent('auth.user.changed', 1, userBody);

/** A person was removed (A6). */
export const userDeleted = defineEvent('auth.user.deleted', 1, userBody);

const assignmentBody = z.object({ task_uuid: uuid, assigned_to: uuid, timestamp: instant });

/** A task was assigned to a randomly drawn performer, including when it was created. */
export const taskAssigned = defineEvent('tasks.task.assigned', 1, assignmentBody);

/** The task was completed by `assigned_to`, its last performer. */
export const taskCompleted = defineEvent('tasks.task.completed', 1, assignmentBody);

/** A task's description was changed, or the task was created. */
export const taskChanged = defineEvent(
  'tasks.task.changed',
  1,
  z.object({ task_uuid: uuid, timestamp: instant }),
);

/**
 * The same change with the task's text (T10). The producer publishes both versions until no consumer needs the first:
 * docs/adr/0016.
 */
export const taskChangedV2 = defineEvent(
  'tasks.task.changed',
  2,
  z.object({ task_uuid: uuid, timestamp: instant, ...taskText }),
);

const price = z.int().positive().describe('Minor units of `currency`');

/** A task was priced, which happens once (F8): the fee of each assignment and the reward of its completion. */
export const taskPriced = defineEvent(
  'finance.task.priced',
  1,
  z.object({
    task_uuid: uuid,
    fee: price,
    reward: price,
    currency: z.string().describe('ISO 4217'),
    timestamp: instant,
  }),
);

/** A business day was closed, with its results (F8). Amounts are minor units of `currency`. */
export const dayClosed = defineEvent(
  'finance.day.closed',
  1,
  z.object({
    date: day,
    currency: z.string().describe('ISO 4217'),
    income: minorUnits.describe('Company income: fees minus rewards'),
    people_earned: z.int().describe('Number of people with a payout'),
    people_in_the_red: z.int().describe('Number of people with a negative balance at the end of the day'),
    paid: minorUnits.describe('Total payouts'),
    dearest_task: z
      .object({ task_uuid: uuid, reward: minorUnits })
      .nullable()
      .describe('The completed task with the highest reward; null when none was completed'),
    tasks_with_profit: z
      .int()
      .optional()
      .describe('Number of tasks whose fees exceed their rewards on the day'),
    tasks_with_deficit: z
      .int()
      .optional()
      .describe('Number of tasks whose rewards exceed their fees on the day'),
    begins_at: instant.optional().describe('When the day began'),
    ends_at: instant.optional().describe('When it ended: the first instant that is not on the day'),
    time_zone: z.string().optional().describe('Business time zone, such as Europe/Berlin'),
    timestamp: instant,
  }),
);

/** A person was paid for a business day (F8). */
export const payoutMade = defineEvent(
  'finance.payout.made',
  1,
  z.object({
    user_id: uuid,
    date: day,
    amount: minorUnits,
    currency: z.string().describe('ISO 4217'),
    timestamp: instant,
  }),
);

export type UserEventBody = z.infer<typeof userBody>;
export type AssignmentBody = z.infer<typeof assignmentBody>;
export type TaskChangedBody = z.infer<typeof taskChanged.body>;
export type TaskPricedBody = z.infer<typeof taskPriced.body>;
export type DayClosedBody = z.infer<typeof dayClosed.body>;
export type TaskChangedV2Body = z.infer<typeof taskChangedV2.body>;

/** Every kind of message between the services. */
export const eventContracts: readonly EventContract[] = [
  userCreated,
  userChanged,
  userDeleted,
  taskAssigned,
  taskCompleted,
  taskChanged,
  taskChangedV2,
  taskPriced,
  dayClosed,
  payoutMade,
];

/** Returns the contract of a type and version, if there is one. */
export const findEventContract = (type: string, version: number): EventContract | undefined =>
  eventContracts.find((contract) => contract.type === type && contract.version === version);
