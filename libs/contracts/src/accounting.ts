import { z } from 'zod';
import { day, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';

const whose = {
  user: uuid
    .optional()
    .describe('Whose account; the own one when left out. For accountants and administrators.'),
};

/** Which balance (F4): as it stood at the end of `date`, or as it stands now. */
export const balanceQuery = z.strictObject({ ...whose, date: day.optional() });

/** A person's balance. Positive: the company owes the person. */
export const balance = z.object({
  user: uuid,
  currency: z.string().describe('ISO 4217'),
  balance: minorUnits,
  date: day.describe('The day at whose end the balance stood so, or today'),
});

/** Which lines of the audit log (F4): of one day, or from a day to a day, both included; today when nothing is said. */
export const auditLogQuery = z
  .strictObject({ ...whose, ...pageQuery, date: day.optional(), from: day.optional(), to: day.optional() })
  .refine((query) => !(query.date && (query.from ?? query.to)), 'Say either `date`, or `from` and `to`.')
  .refine((query) => !(query.from && query.to) || query.from <= query.to, '`from` must not be after `to`.');

export const postingKinds = ['fee', 'reward'] as const;

/** One line of the audit log: when, why, how much, for which task. */
export const auditLogLine = z.object({
  uuid,
  occurred_at: instant.describe('When the event happened'),
  booked_on: day.describe('The working day it counts for'),
  kind: z.enum(postingKinds),
  amount: minorUnits.describe('What it did to the balance: a fee is negative, a reward positive'),
  task: z.object({
    uuid,
    description: z.string().nullable().describe('Null until Finance has fetched it'),
  }),
});

export const auditLogPage = pageOf(auditLogLine).extend({ user: uuid, currency: z.string() });

/** All people's accounts, for accountants and administrators (F4). */
export const accountsQuery = z.strictObject({ ...pageQuery });

export const account = z.object({
  user: uuid,
  name: z.string().nullable(),
  balance: minorUnits,
  currency: z.string(),
});

export const accountPage = pageOf(account);

/** A task's price as Finance decided it once (F1). */
export const taskPrice = z.object({ task: uuid, fee: minorUnits, reward: minorUnits, currency: z.string() });

export type BalanceQuery = z.infer<typeof balanceQuery>;
export type AuditLogQuery = z.infer<typeof auditLogQuery>;
export type AccountsQuery = z.infer<typeof accountsQuery>;
export type PostingKind = (typeof postingKinds)[number];
