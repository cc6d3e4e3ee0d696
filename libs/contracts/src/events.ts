import { z } from 'zod';
import { defineEvent, type EventContract } from './event.js';
import { day, instant, minorUnits, uuid } from './primitives.js';
import { taskText } from './tasks.js';

// Bodies hold exactly these fields. Consumers read the fields they know and pass over others,
// so that a producer may add one without a new version.

const userBody = z.object({ user_id: uuid, timestamp: instant });

/** A person was added (A6). */
export const userCreated = defineEvent('auth.user.created', 1, userBody);

/** A person's data changed (A6). */
export const userChanged = defineEvent('auth.user.changed', 1, userBody);

/** A person was removed (A6). */
export const userDeleted = defineEvent('auth.user.deleted', 1, userBody);

const assignmentBody = z.object({ task_uuid: uuid, assigned_to: uuid, timestamp: instant });

/** A performer was drawn, for a new task too. */
export const taskAssigned = defineEvent('tasks.task.assigned', 1, assignmentBody);

/** The task was completed by `assigned_to`, its last performer. */
export const taskCompleted = defineEvent('tasks.task.completed', 1, assignmentBody);

/** The task's description changed, for a new task too. */
export const taskChanged = defineEvent(
  'tasks.task.changed',
  1,
  z.object({ task_uuid: uuid, timestamp: instant }),
);

/**
 * The same change told with what the task says since then (T10). The producer tells both versions until nobody takes the
 * first any more: docs/adr/0016.
 */
export const taskChangedV2 = defineEvent(
  'tasks.task.changed',
  2,
  z.object({ task_uuid: uuid, timestamp: instant, ...taskText }),
);

const price = z.int().positive().describe('Minor units of `currency`');

/** A task was priced, once and for good (F8): the fee of each assignment, and the reward of its completion. */
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

/** A working day was closed, and what it came to (F8). Amounts are minor units of `currency`. */
export const dayClosed = defineEvent(
  'finance.day.closed',
  1,
  z.object({
    date: day,
    currency: z.string().describe('ISO 4217'),
    income: minorUnits.describe('What the company earned: fees minus rewards'),
    people_earned: z.int().describe('Who had something to be paid'),
    people_in_the_red: z.int().describe('Whose balance was negative at the end of the day'),
    paid: minorUnits.describe('All payouts together'),
    dearest_task: z
      .object({ task_uuid: uuid, reward: minorUnits })
      .nullable()
      .describe('The completed task with the highest reward; null when none was completed'),
    tasks_with_profit: z.int().optional().describe('For how many tasks fees exceed rewards on the day'),
    tasks_with_deficit: z.int().optional().describe('For how many tasks rewards exceed fees on the day'),
    timestamp: instant,
  }),
);

/** A person was paid for a working day (F8). */
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
export type TaskChangedV2Body = z.infer<typeof taskChangedV2.body>;

/** Every message that travels between the services. */
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

/** The contract of a type at a version, if there is one. */
export const findEventContract = (type: string, version: number): EventContract | undefined =>
  eventContracts.find((contract) => contract.type === type && contract.version === version);
