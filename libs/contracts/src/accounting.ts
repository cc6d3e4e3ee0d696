import { z } from 'zod';
import { inOrder, spanningAtMost } from './day-range.js';
import { day, examplePageOf, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { refusal } from './refusal.js';
import { sample } from './sample.js';
import { shownTaskText } from './tasks.js';
import { writtenText } from './written-text.js';

const whose = {
  user: uuid
    .optional()
    .describe(
      'Account holder; defaults to you. Only accountants and administrators may name another person.',
    ),
};

/** A balance query (F4): the balance at the end of `date`, or the current one. */
export const balanceQuery = z.strictObject({ ...whose, date: day.optional() });

/** A person's balance. Positive: the company owes the person. */
export const balance = z
  .object({
    user: uuid,
    name: z.string().nullable().describe('Null until Finance has fetched it'),
    currency: z.string().describe('ISO 4217'),
    balance: minorUnits,
    date: day.describe('Day at whose end this was the balance; today for the current one'),
  })
  .meta({
    id: 'Balance',
    example: { user: sample.polly, name: 'Polly', currency: 'USD', balance: 1843, date: '2026-03-02' },
  });

const days = { date: day.optional(), from: day.optional(), to: day.optional() };

interface Days {
  date?: string;
  from?: string;
  to?: string;
}

/** Arguments of zod's `refine`: one day or a range of days, not both. */
const inSingleForm = [
  (query: Days): boolean => !(query.date && (query.from ?? query.to)),
  refusal('day-or-range', 'Give either `date`, or `from` and `to`.'),
] as const;

/**
 * Selects audit log entries (F4): of one day, or of a range of days, both ends inclusive and optional. Defaults to
 * today.
 */
export const auditLogQuery = z
  .strictObject({ ...whose, ...days, ...pageQuery })
  .refine(...inSingleForm)
  .refine(...inOrder);

/** Selects the audit log entries of the CSV export (F4), which is not paged. */
export const auditLogExportQuery = z
  .strictObject({ ...whose, ...days })
  .refine(...inSingleForm)
  .refine(...inOrder);

/** Selects the days of the company's income (F5) in the same way. Defaults to today. */
export const companyIncomeQuery = z
  .strictObject(days)
  .refine(...inSingleForm)
  .refine(...inOrder);

const dayIncome = z.object({ date: day, income: minorUnits }).meta({ id: 'DayIncome' });

/** The company's income, fees minus rewards: in total and by day, newest first (F5). */
export const companyIncome = z
  .object({
    currency: z.string().describe('ISO 4217'),
    income: minorUnits.describe('Total of all days; negative when rewards exceeded fees'),
    days: z.array(dayIncome).describe('Newest first; omits days without postings'),
  })
  .meta({
    id: 'CompanyIncome',
    example: {
      currency: 'USD',
      income: -1250,
      days: [
        { date: '2026-03-02', income: -2400 },
        { date: '2026-03-01', income: 1150 },
      ],
    },
  });

const maxAccountDays = 366;

/** Selects the days of an account (F4): both ends inclusive, at most 366 days. */
export const accountDaysQuery = z
  .strictObject({ ...whose, from: day, to: day })
  .refine(...inOrder)
  .refine(...spanningAtMost(maxAccountDays));

/** One day of an account: `opening_balance` plus the amounts below equals `closing_balance`. */
export const accountDay = z
  .object({
    date: day,
    opening_balance: minorUnits.describe('Carried over from the previous day'),
    fees: minorUnits.describe('Total fees of the day; negative or 0'),
    rewards: minorUnits.describe('Total rewards of the day'),
    reversals: minorUnits.describe('Net reversals booked on the day: fees refunded, rewards revoked'),
    payout: minorUnits.describe('Paid out when the day was closed; negative or 0'),
    closing_balance: minorUnits,
  })
  .meta({
    id: 'AccountDay',
    example: {
      date: '2026-03-02',
      opening_balance: -1500,
      fees: -1277,
      rewards: 3120,
      reversals: 1277,
      payout: -1620,
      closing_balance: 0,
    },
  });

/** An account by day, oldest first (F4). */
export const accountDays = z
  .object({
    user: uuid,
    currency: z.string().describe('ISO 4217'),
    opening_balance: minorUnits.describe('Balance at the start of `from`'),
    days: z
      .array(accountDay)
      .describe('Oldest first; omits days without postings, on which the balance did not change'),
  })
  .meta({
    id: 'AccountDays',
    example: {
      user: sample.polly,
      currency: 'USD',
      opening_balance: -1500,
      days: [accountDay.meta()?.['example']],
    },
  });

export const postingKinds = ['fee', 'reward', 'payout', 'reversal'] as const;

/**
 * An entry of the audit log: when, why and how much was posted, and for which task. A payout belongs to a day instead
 * of a task; a reversal refers to the posting it reverses.
 */
export const auditLogLine = z
  .object({
    uuid,
    occurred_at: instant.describe('Time of the event or payout'),
    booked_on: day.describe('Business day it is booked on'),
    kind: z.enum(postingKinds),
    amount: minorUnits.describe('Change of the balance: positive for a reward, negative for a fee or payout'),
    task: z
      .object({
        uuid,
        description: z.string().nullable().describe('Null until Finance has fetched it'),
        jira_id: shownTaskText.jira_id.describe(
          'Issue tracker key; null if the task has none or Finance has not fetched it yet',
        ),
        title: shownTaskText.title
          .nullable()
          .describe('Description without the key; null until Finance has fetched it'),
      })
      .nullable()
      .describe('Null for a payout'),
    reverses: uuid.nullable().describe('The posting that a reversal reverses; null otherwise'),
    reason: z.string().nullable().describe('Reason of a reversal; null otherwise'),
  })
  .meta({
    id: 'AuditLogLine',
    example: {
      uuid: sample.reward,
      occurred_at: '2026-03-02T15:12:08.250Z',
      booked_on: '2026-03-02',
      kind: 'reward',
      amount: 3120,
      task: {
        uuid: sample.task,
        description: '[POPUG-42] - Fix the perch',
        jira_id: 'POPUG-42',
        title: 'Fix the perch',
      },
      reverses: null,
      reason: null,
    },
  });

/** The reason for reversing a fee or a reward (F3). */
export const newReversal = z
  .strictObject({
    reason: writtenText({ longest: 500 }).meta({
      description: 'Reason for the audit log, in one line',
      example: 'The task was a duplicate',
    }),
  })
  .meta({ id: 'NewReversal', example: { reason: 'The task was a duplicate' } });

/** A reversal of a fee or a reward, which is a posting of its own (F3). */
export const reversal = z
  .object({
    uuid,
    reverses: uuid.describe('Posting that it reverses'),
    user: uuid.describe('Account holder'),
    task: uuid,
    amount: minorUnits.describe(
      'Change of the balance: positive for a reversed fee, negative for a reversed reward',
    ),
    currency: z.string().describe('ISO 4217'),
    reason: z.string(),
    decided_by: uuid.describe('Administrator who reversed it'),
    occurred_at: instant,
    booked_on: day.describe('Business day it is booked on'),
  })
  .meta({
    id: 'Reversal',
    example: {
      uuid: sample.reversal,
      reverses: sample.fee,
      user: sample.polly,
      task: sample.task,
      amount: 1277,
      currency: 'USD',
      reason: 'The task was a duplicate',
      decided_by: sample.ara,
      occurred_at: '2026-03-02T16:05:00.000Z',
      booked_on: '2026-03-02',
    },
  });

export const auditLogPage = pageOf(auditLogLine)
  .extend({ user: uuid, currency: z.string() })
  .meta({
    id: 'AuditLogPage',
    example: { ...examplePageOf(auditLogLine), user: sample.polly, currency: 'USD' },
  });

/** Orders of the list of accounts; a minus sign reverses one. */
export const accountOrders = ['name', '-name', 'balance', '-balance'] as const;

/** Selects a page of all accounts, for accountants and administrators (F4). */
export const accountsQuery = z.strictObject({
  ...pageQuery,
  text: writtenText({ longest: 200 }).optional().describe('Part of the name, case-insensitive'),
  order: z
    .enum(accountOrders)
    .optional()
    .describe(
      '`balance` starts with the largest debt; people without a name come after all others by `name`',
    ),
});

const earlierAccount = z.object({ user: uuid, balance: minorUnits }).meta({ id: 'EarlierAccount' });

export const account = z
  .object({
    user: uuid,
    name: z.string().nullable(),
    is_deleted: z.boolean().describe('Whether the account holder was deleted; the balance remains'),
    balance: minorUnits,
    currency: z.string(),
    earlier_accounts: z
      .array(earlierAccount)
      .describe('Accounts of deleted people who had the same email address'),
  })
  .meta({
    id: 'Account',
    example: {
      user: sample.polly,
      name: 'Polly',
      is_deleted: false,
      balance: 1843,
      currency: 'USD',
      earlier_accounts: [],
    },
  });

/** Totals over all accounts, including those of deleted people and those that a search leaves out. */
export const accountTotals = z
  .object({
    owed_to_people: minorUnits.describe('Sum of all positive balances'),
    owed_by_people: minorUnits.describe('Sum of all negative balances, as a positive amount'),
    owed_by_deleted: minorUnits.describe('Part of `owed_by_people` that deleted people owe'),
    people_owed: z.int().describe('Number of people with a positive balance'),
    people_owing: z.int().describe('Number of people with a negative balance'),
    currency: z.string(),
  })
  .meta({ id: 'AccountTotals' });

export const accountPage = z
  .object({ items: z.array(account), next_cursor: z.string().nullable(), totals: accountTotals })
  .meta({
    id: 'AccountPage',
    example: {
      ...examplePageOf(account),
      totals: {
        owed_to_people: 12_500,
        owed_by_people: 3900,
        owed_by_deleted: 1100,
        people_owed: 9,
        people_owing: 4,
        currency: 'USD',
      },
    },
  });

/** A task's price, which Finance sets once (F1). */
export const taskPrice = z
  .object({ task: uuid, fee: minorUnits, reward: minorUnits, currency: z.string() })
  .meta({ id: 'TaskPrice', example: { task: sample.task, fee: 1277, reward: 3120, currency: 'USD' } });

export const taskPostingsQuery = z.strictObject(pageQuery);

/** A person with an account, as Finance knows them. */
export const accountHolder = z
  .object({ uuid, name: z.string().nullable().describe('Null until Finance has fetched it') })
  .meta({ id: 'AccountHolder' });

/** A posting for a task: who was charged or rewarded how much, when, and whether it was reversed. */
export const taskPosting = z
  .object({
    uuid,
    occurred_at: instant.describe('Time of the assignment, completion or reversal'),
    booked_on: day.describe('Business day it is booked on'),
    kind: z.enum(['fee', 'reward', 'reversal']),
    amount: minorUnits.describe("Change of the person's balance: positive for a reward, negative for a fee"),
    person: accountHolder,
    reverses: uuid.nullable().describe('The posting that a reversal reverses; null otherwise'),
    reversed_by: uuid.nullable().describe('The reversal of this posting; null if not reversed'),
    reason: z.string().nullable().describe('Reason of a reversal; null otherwise'),
  })
  .meta({
    id: 'TaskPosting',
    example: {
      uuid: sample.fee,
      occurred_at: '2026-03-02T09:30:00.000Z',
      booked_on: '2026-03-02',
      kind: 'fee',
      amount: -1277,
      person: { uuid: sample.polly, name: 'Polly' },
      reverses: null,
      reversed_by: null,
      reason: null,
    },
  });

/** The postings for a task, newest first (F4). */
export const taskPostings = pageOf(taskPosting)
  .extend({
    task: uuid,
    currency: z.string().describe('ISO 4217'),
    complete: z.boolean().describe('False if any page omits postings of other people that you may not see'),
  })
  .meta({
    id: 'TaskPostings',
    example: { ...examplePageOf(taskPosting), task: sample.task, currency: 'USD', complete: true },
  });

/** Selects the days to verify (F3): both ends inclusive and optional. */
export const verificationQuery = z
  .strictObject({
    from: day.optional(),
    to: day.optional(),
    feed: z
      .enum(['compare', 'skip'])
      .optional()
      .describe(
        "Whether to compare postings with Tasks' event feed, which reads the whole feed. Defaults to `compare` for " +
          'all days, and to `skip` for a range of days',
      ),
  })
  .refine(...inOrder);

/** A stored value that differs from its recomputation. */
export const ledgerDifference = z
  .object({
    what: z.string().describe('Table and column, such as `account.balance` or `business_day.hash`'),
    day: day.nullable().describe('Business day; null for a value that only has a current state'),
    account: uuid.nullable(),
    user: uuid.nullable().describe("Account holder; null for the company's own account"),
    posting: uuid.nullable(),
    expected: z.string().describe('Recomputed value: an amount in minor units, or a hash in hex'),
    found: z.string().describe('Stored value'),
    advice: z.string().nullable().describe('Recommended fix, if there is one besides finding the cause'),
  })
  .meta({ id: 'LedgerDifference' });

/** The result of comparing postings with Tasks' events. */
const comparedFeed = z
  .object({
    state: z
      .enum(['compared', 'unavailable', 'skipped'])
      .describe('`unavailable` when Tasks did not answer, so postings were not compared with its events'),
    position: z
      .int()
      .describe("Consumer position in Tasks' feed: every event up to it has its posting or is parked"),
    events: z.int().describe('Number of fees and rewards in the feed'),
    parked: z
      .int()
      .describe('How many of `events` have no posting because their message is parked or was discarded'),
    reason: z.string().nullable().describe('Reason why the feed could not be compared'),
  })
  .meta({ id: 'ComparedFeed' });

/** The result of the comparison with the day journal. */
const comparedJournal = z
  .object({
    state: z.enum(['compared', 'none']).describe('`none` when Finance keeps no day journal'),
    days: z.int().describe('Number of closed days compared with their files'),
  })
  .meta({ id: 'ComparedJournal' });

/**
 * The result of verifying the books of some days (F3): balances, sums, day totals and their hash chain, compared with
 * their recomputation, Tasks' events and the day journal.
 */
export const ledgerVerification = z
  .object({
    from: day.nullable().describe('First verified day; null for the first day of the books'),
    to: day.nullable().describe('Last verified day; null for the present'),
    detached_months: z
      .array(z.string())
      .describe(
        'Requested months, as `2026-03`, whose postings were detached from the database: `from` is after the last of ' +
          'them, and of earlier days only hashes and events are verified',
      ),
    postings: z.int().describe('Number of postings on these days'),
    closed_days: z.int().describe('Number of these days that are closed'),
    sum: minorUnits.describe('Sum of all stored balances; 0 when the books are correct'),
    feed: comparedFeed,
    journal: comparedJournal,
    differences: z
      .array(ledgerDifference)
      .describe('By day, oldest first, at most 100; empty when the books are correct'),
  })
  .meta({
    id: 'LedgerVerification',
    example: {
      from: '2026-03-01',
      to: '2026-03-02',
      detached_months: [],
      postings: 2140,
      closed_days: 2,
      sum: 0,
      feed: { state: 'skipped', position: 48_211, events: 0, parked: 0, reason: null },
      journal: { state: 'compared', days: 2 },
      differences: [],
    },
  });

export type Balance = z.infer<typeof balance>;
export type BalanceQuery = z.infer<typeof balanceQuery>;
export type AccountDaysQuery = z.infer<typeof accountDaysQuery>;
export type AccountDays = z.infer<typeof accountDays>;
export type CompanyIncomeQuery = z.infer<typeof companyIncomeQuery>;
export type CompanyIncome = z.infer<typeof companyIncome>;
export type AuditLogQuery = z.infer<typeof auditLogQuery>;
export type AuditLogExportQuery = z.infer<typeof auditLogExportQuery>;
export type AuditLogLine = z.infer<typeof auditLogLine>;
export type AuditLogPage = z.infer<typeof auditLogPage>;
export type NewReversal = z.infer<typeof newReversal>;
export type Reversal = z.infer<typeof reversal>;
export type AccountsQuery = z.infer<typeof accountsQuery>;
export type AccountTotals = z.infer<typeof accountTotals>;
export type AccountPage = z.infer<typeof accountPage>;
export type TaskPrice = z.infer<typeof taskPrice>;
export type TaskPostingsQuery = z.infer<typeof taskPostingsQuery>;
export type TaskPosting = z.infer<typeof taskPosting>;
export type TaskPostings = z.infer<typeof taskPostings>;
export type VerificationQuery = z.infer<typeof verificationQuery>;
export type LedgerDifference = z.infer<typeof ledgerDifference>;
export type LedgerVerification = z.infer<typeof ledgerVerification>;
export type PostingKind = (typeof postingKinds)[number];
