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

const days = { date: day.optional(), from: day.optional(), to: day.optional() };

interface Days {
  date?: string;
  from?: string;
  to?: string;
}

const isSaidOneWay = (query: Days): boolean => !(query.date && (query.from ?? query.to));
const onlyOneWay = 'Say either `date`, or `from` and `to`.';

const isInOrder = (query: Days): boolean => !(query.from && query.to) || query.from <= query.to;
const onlyInOrder = '`from` must not be after `to`.';

/**
 * Which lines of the audit log (F4): of one day, or from a day to a day, both included and each open when left out;
 * today when nothing is said.
 */
export const auditLogQuery = z
  .strictObject({ ...whose, ...days, ...pageQuery })
  .refine(isSaidOneWay, onlyOneWay)
  .refine(isInOrder, onlyInOrder);

/** The same choice of lines for the CSV file (F4), which has all of them at once. */
export const auditLogExportQuery = z
  .strictObject({ ...whose, ...days })
  .refine(isSaidOneWay, onlyOneWay)
  .refine(isInOrder, onlyInOrder);

/** Of which days to show the company's income (F5): the same choice, today when nothing is said. */
export const companyIncomeQuery = z
  .strictObject(days)
  .refine(isSaidOneWay, onlyOneWay)
  .refine(isInOrder, onlyInOrder);

/** What the company earned: fees minus rewards, by day, newest first, and together (F5). */
export const companyIncome = z.object({
  currency: z.string().describe('ISO 4217'),
  income: minorUnits.describe('Of all the days together; negative when rewards exceeded fees'),
  days: z
    .array(z.object({ date: day, income: minorUnits }))
    .describe('Newest first; days on which nothing was booked are left out'),
});

export const postingKinds = ['fee', 'reward', 'payout'] as const;

/** One line of the audit log: when, why, how much, for which task; a payout is for a day and not for a task. */
export const auditLogLine = z.object({
  uuid,
  occurred_at: instant.describe('When the event happened, or when the payout was made'),
  booked_on: day.describe('The working day it counts for'),
  kind: z.enum(postingKinds),
  amount: minorUnits.describe('What it did to the balance: a reward is positive, a fee or a payout negative'),
  task: z
    .object({
      uuid,
      description: z.string().nullable().describe('Null until Finance has fetched it'),
    })
    .nullable()
    .describe('Null for a payout'),
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

/** Whether the kept balances are what the postings add up to (F3). */
export const ledgerVerification = z.object({
  postings: z.int().describe('How many there are'),
  sum: minorUnits.describe('All kept balances together; 0 when the books are right'),
  differences: z
    .array(
      z.object({
        account: uuid,
        user: uuid.nullable().describe("Whose account; null for the company's own"),
        day: day.nullable().describe("The company's balance is kept by day; null for every other account"),
        kept: minorUnits,
        entries: minorUnits.describe('What the postings add up to'),
      }),
    )
    .describe('Balances that are not the sum of their entries; empty when the books are right'),
});

export type Balance = z.infer<typeof balance>;
export type BalanceQuery = z.infer<typeof balanceQuery>;
export type CompanyIncomeQuery = z.infer<typeof companyIncomeQuery>;
export type CompanyIncome = z.infer<typeof companyIncome>;
export type AuditLogQuery = z.infer<typeof auditLogQuery>;
export type AuditLogExportQuery = z.infer<typeof auditLogExportQuery>;
export type AuditLogLine = z.infer<typeof auditLogLine>;
export type AuditLogPage = z.infer<typeof auditLogPage>;
export type AccountsQuery = z.infer<typeof accountsQuery>;
export type AccountPage = z.infer<typeof accountPage>;
export type TaskPrice = z.infer<typeof taskPrice>;
export type LedgerVerification = z.infer<typeof ledgerVerification>;
export type PostingKind = (typeof postingKinds)[number];
