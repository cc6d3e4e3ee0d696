import { z } from 'zod';
import { auditLogLine } from './accounting.js';
import { day, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';

/** Of which closed day a statement is shown (F7). */
export const statementParameter = z.strictObject({ date: day });

export const statementQuery = z.strictObject({
  user: uuid
    .optional()
    .describe('Whose statement; the own one when left out. For accountants and administrators.'),
});

/** A person's statement of a closed day (F7): what is mailed says the same. */
export const statement = z
  .object({
    user: uuid,
    name: z.string().nullable(),
    date: day,
    currency: z.string().describe('ISO 4217'),
    opening_balance: minorUnits.describe('At the beginning of the day'),
    lines: z
      .array(auditLogLine)
      .describe('The lines of the day but the payout, the oldest first; of very many the last ones'),
    left_out: minorUnits
      .nullable()
      .describe('What earlier lines came to when there are too many to show; null when all are shown'),
    payout: minorUnits.describe('What was paid out at the end of the day; 0 when nothing was'),
    carried_over: minorUnits.describe('The balance that the next day begins with'),
  })
  .meta({
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

/** How far a statement's mail has come (F7). */
export const statementDelivery = z
  .object({
    id: uuid,
    date: day,
    user: uuid,
    state: z
      .enum(statementStates)
      .describe('pending: to be sent, or sent again; parked: refused for good, waits for an administrator'),
    attempts: z.int(),
    next_attempt_at: instant.nullable().describe('Null unless it is pending'),
    last_error: z.string().nullable().describe('Why the last attempt failed'),
    sent_at: instant.nullable(),
    message_id: z.string().nullable().describe('The same for every attempt; null before the first'),
  })
  .meta({
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

export const statementDeliveryPage = pageOf(statementDelivery);

export const statementDeliveriesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(statementStates).default('parked'),
});

export type StatementQuery = z.infer<typeof statementQuery>;
export type Statement = z.infer<typeof statement>;
export type StatementDelivery = z.infer<typeof statementDelivery>;
export type StatementDeliveryPage = z.infer<typeof statementDeliveryPage>;
export type StatementDeliveriesQuery = z.infer<typeof statementDeliveriesQuery>;
