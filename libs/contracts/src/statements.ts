import { z } from 'zod';
import { auditLogLine } from './accounting.js';
import { day, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';

/** The closed day of a statement (F7). */
export const statementParameter = z.strictObject({ date: day });

export const statementQuery = z.strictObject({
  user: uuid
    .optional()
    .describe(
      'Account holder; defaults to you. Only accountants and administrators may name another person.',
    ),
});

/** A person's statement of a closed day (F7), with the same content as the mail. */
export const statement = z
  .object({
    user: uuid,
    name: z.string().nullable(),
    date: day,
    currency: z.string().describe('ISO 4217'),
    opening_balance: minorUnits.describe('At the start of the day'),
    lines: z
      .array(auditLogLine)
      .describe('Postings of the day except the payout, oldest first; only the latest if there are too many'),
    left_out: minorUnits
      .nullable()
      .describe('Sum of earlier postings that are not shown; null if all are shown'),
    payout: minorUnits.describe('Payout at the end of the day; 0 if there was none'),
    carried_over: minorUnits.describe('Opening balance of the next day'),
  })
  .meta({
    id: 'Statement',
    example: {
      user: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a',
      name: 'Rio',
      date: '2026-03-02',
      currency: 'USD',
      opening_balance: -350,
      lines: [
        {
          uuid: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4b',
          occurred_at: '2026-03-02T09:30:00.000000Z',
          booked_on: '2026-03-02',
          kind: 'reward',
          amount: 2850,
          task: {
            uuid: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4c',
            description: '[POPUG-42] - Fix the perch',
            jira_id: 'POPUG-42',
            title: 'Fix the perch',
          },
          reverses: null,
          reason: null,
        },
      ],
      left_out: null,
      payout: 2500,
      carried_over: 0,
    },
  });

export const statementStates = ['pending', 'sent', 'parked'] as const;

/** The delivery state of a statement's mail (F7). */
export const statementDelivery = z
  .object({
    id: uuid,
    date: day,
    user: uuid,
    state: z
      .enum(statementStates)
      .describe('pending: to be sent or retried; parked: rejected permanently, awaits an administrator'),
    attempts: z.int(),
    next_attempt_at: instant.nullable().describe('Null unless pending'),
    last_error: z.string().nullable().describe('Reason why the last attempt failed'),
    sent_at: instant.nullable(),
    message_id: z.string().nullable().describe('The same for every attempt; null before the first'),
  })
  .meta({
    id: 'StatementDelivery',
    example: {
      id: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4d',
      date: '2026-03-02',
      user: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a',
      state: 'parked',
      attempts: 1,
      next_attempt_at: null,
      last_error: '550 no such mailbox',
      sent_at: null,
      message_id: '<statement.2026-03-02.0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a@ates.example>',
    },
  });

export const statementDeliveryPage = pageOf(statementDelivery).meta({ id: 'StatementDeliveryPage' });

export const statementDeliveriesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(statementStates).default('parked'),
});

export type StatementQuery = z.infer<typeof statementQuery>;
export type Statement = z.infer<typeof statement>;
export type StatementDelivery = z.infer<typeof statementDelivery>;
export type StatementDeliveryPage = z.infer<typeof statementDeliveryPage>;
export type StatementDeliveriesQuery = z.infer<typeof statementDeliveriesQuery>;
