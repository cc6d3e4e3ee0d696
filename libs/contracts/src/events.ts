import { z } from 'zod';
import { defineEvent, type EventContract } from './event.js';
import { day, instant, minorUnits, uuid } from './primitives.js';
import { sample } from './sample.js';
import { taskText } from './tasks.js';

// Bodies hold exactly these fields. Consumers ignore unknown fields, so that a producer may add one without a new
// version. The description and the example of a body are those of the event, also in docs/asyncapi.json.

// People (A6)

const userBody = z.object({ user_id: uuid, timestamp: instant });

const userExample = { user_id: sample.polly, timestamp: '2026-03-02T09:00:00.000Z' };

export const userCreated = defineEvent(
  'auth.user.created',
  1,
  userBody.meta({ description: 'A person was added', example: userExample }),
);

export const userChanged = defineEvent(
  'auth.user.changed',
  1,
  userBody.meta({ description: 'The data of a person changed', example: userExample }),
);

export const userDeleted = defineEvent(
  'auth.user.deleted',
  1,
  userBody.meta({ description: 'A person was removed', example: userExample }),
);

// Tasks (T2 to T6, T10)

const assignmentBody = z.object({ task_uuid: uuid, assigned_to: uuid, timestamp: instant });

const assignmentExample = {
  task_uuid: sample.task,
  assigned_to: sample.polly,
  timestamp: '2026-03-02T09:30:00.000Z',
};

export const taskAssigned = defineEvent(
  'tasks.task.assigned',
  1,
  assignmentBody.meta({
    description: 'A task was assigned to a randomly drawn performer, including when it was created',
    example: assignmentExample,
  }),
);

export const taskCompleted = defineEvent(
  'tasks.task.completed',
  1,
  assignmentBody.meta({
    description: 'The task was completed by `assigned_to`, its last performer',
    example: { ...assignmentExample, timestamp: '2026-03-02T14:05:00.000Z' },
  }),
);

const changeExample = { task_uuid: sample.task, timestamp: '2026-03-02T09:30:00.000Z' };

export const taskChanged = defineEvent(
  'tasks.task.changed',
  1,
  z.object({ task_uuid: uuid, timestamp: instant }).meta({
    description: 'The description of a task changed, or the task was created',
    example: changeExample,
  }),
);

/** The producer publishes both versions until no consumer needs the first (T10): docs/adr/0016. */
export const taskChangedV2 = defineEvent(
  'tasks.task.changed',
  2,
  z.object({ task_uuid: uuid, timestamp: instant, ...taskText }).meta({
    description: 'The same change as version 1, with the text of the task',
    example: { ...changeExample, jira_id: 'POPUG-42', title: 'Fix the perch' },
  }),
);

// Money (F8)

const price = z.int().positive().describe('Minor units of `currency`');

export const taskPriced = defineEvent(
  'finance.task.priced',
  1,
  z
    .object({
      task_uuid: uuid,
      fee: price,
      reward: price,
      currency: z.string().describe('ISO 4217'),
      timestamp: instant,
    })
    .meta({
      description:
        'A task was priced, which happens once: the fee of each assignment and the reward of its completion',
      example: {
        task_uuid: sample.task,
        fee: 1277,
        reward: 3120,
        currency: 'USD',
        timestamp: '2026-03-02T09:30:00.000Z',
      },
    }),
);

export const dayClosed = defineEvent(
  'finance.day.closed',
  1,
  z
    .object({
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
    })
    .meta({
      description: 'A business day was closed, with its results. Amounts are minor units of `currency`',
      example: {
        date: '2026-03-02',
        currency: 'USD',
        income: -1843,
        people_earned: 1,
        people_in_the_red: 4,
        paid: 3120,
        dearest_task: { task_uuid: sample.task, reward: 3120 },
        tasks_with_profit: 0,
        tasks_with_deficit: 1,
        begins_at: '2026-03-01T23:00:00.000Z',
        ends_at: '2026-03-02T23:00:00.000Z',
        time_zone: 'Europe/Berlin',
        timestamp: '2026-03-02T23:01:00.000Z',
      },
    }),
);

export const payoutMade = defineEvent(
  'finance.payout.made',
  1,
  z
    .object({
      user_id: uuid,
      date: day,
      amount: minorUnits,
      currency: z.string().describe('ISO 4217'),
      timestamp: instant,
    })
    .meta({
      description: 'A person was paid for a business day',
      example: {
        user_id: sample.polly,
        date: '2026-03-02',
        amount: 1843,
        currency: 'USD',
        timestamp: '2026-03-02T23:01:00.000Z',
      },
    }),
);

export type UserEventBody = z.infer<typeof userBody>;
export type AssignmentBody = z.infer<typeof assignmentBody>;
export type TaskChangedBody = z.infer<typeof taskChanged.body>;
export type TaskPricedBody = z.infer<typeof taskPriced.body>;
export type DayClosedBody = z.infer<typeof dayClosed.body>;
export type TaskChangedV2Body = z.infer<typeof taskChangedV2.body>;

/** Every kind of message between the services. Each body has a description and an example. */
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
