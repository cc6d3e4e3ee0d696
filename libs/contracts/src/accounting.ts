import { z } from 'zod';
import { day, examplePageOf, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';
import { shownTaskText } from './tasks.js';
import { writtenText } from './written-text.js';

const whose = {
  user: uuid
    .optional()
    .describe('Whose account; the own one when left out. For accountants and administrators.'),
};

/** Which balance (F4): as it stood at the end of `date`, or as it stands now. */
export const balanceQuery = z.strictObject({ ...whose, date: day.optional() });

/** A person's balance. Positive: the company owes the person. */
export const balance = z
  .object({
    user: uuid,
    name: z.string().nullable().describe('Null until Finance has fetched it'),
    currency: z.string().describe('ISO 4217'),
    balance: minorUnits,
    date: day.describe('The day at whose end the balance stood so, or today'),
  })
  .meta({
    example: { user: sample.polly, name: 'Polly', currency: 'USD', balance: 1843, date: '2026-03-02' },
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
export const companyIncome = z
  .object({
    currency: z.string().describe('ISO 4217'),
    income: minorUnits.describe('Of all the days together; negative when rewards exceeded fees'),
    days: z
      .array(z.object({ date: day, income: minorUnits }))
      .describe('Newest first; days on which nothing was booked are left out'),
  })
  .meta({
    example: {
      currency: 'USD',
      income: -1250,
      days: [
        { date: '2026-03-02', income: -2400 },
        { date: '2026-03-01', income: 1150 },
      ],
    },
  });

const mostAccountDays = 366;
const dayInMilliseconds = 86_400_000;

const areFewEnough = ({ from, to }: { from: string; to: string }): boolean =>
  Date.parse(to) - Date.parse(from) < mostAccountDays * dayInMilliseconds;

/** Which days of an account to show (F4): from a day to a day, both included, at most 366 of them. */
export const accountDaysQuery = z
  .strictObject({ ...whose, from: day, to: day })
  .refine(isInOrder, onlyInOrder)
  .refine(areFewEnough, `From \`from\` to \`to\` there are at most ${mostAccountDays} days.`);

/** What a working day did to an account: `opening_balance` and all the others but the last come to `closing_balance`. */
export const accountDay = z
  .object({
    date: day,
    opening_balance: minorUnits.describe('What was carried over from the day before'),
    fees: minorUnits.describe('All fees of the day together; negative or 0'),
    rewards: minorUnits.describe('All rewards of the day together'),
    reversals: minorUnits.describe('What was reversed on the day: fees given back, rewards taken away'),
    payout: minorUnits.describe('What was paid out when the day was closed; negative or 0'),
    closing_balance: minorUnits,
  })
  .meta({
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

/** An account by days, oldest first (F4). */
export const accountDays = z
  .object({
    user: uuid,
    currency: z.string().describe('ISO 4217'),
    opening_balance: minorUnits.describe('The balance as `from` began'),
    days: z
      .array(accountDay)
      .describe(
        'Oldest first; days on which nothing was booked are left out: the balance stayed what it was',
      ),
  })
  .meta({
    example: {
      user: sample.polly,
      currency: 'USD',
      opening_balance: -1500,
      days: [accountDay.meta()?.['example']],
    },
  });

export const postingKinds = ['fee', 'reward', 'payout', 'reversal'] as const;

/**
 * One line of the audit log: when, why, how much, for which task; a payout is for a day and not for a task, and a
 * reversal takes back another line.
 */
export const auditLogLine = z
  .object({
    uuid,
    occurred_at: instant.describe('When the event happened, or when the payout was made'),
    booked_on: day.describe('The working day it counts for'),
    kind: z.enum(postingKinds),
    amount: minorUnits.describe(
      'What it did to the balance: a reward is positive, a fee or a payout negative',
    ),
    task: z
      .object({
        uuid,
        description: z.string().nullable().describe('Null until Finance has fetched it'),
        jira_id: shownTaskText.jira_id.describe(
          'Key in a tracker, where the task has one and Finance has fetched it',
        ),
        title: shownTaskText.title
          .nullable()
          .describe('The description without the key; null until it is fetched'),
      })
      .nullable()
      .describe('Null for a payout'),
    reverses: uuid.nullable().describe('The line that a reversal takes back; null for all others'),
    reason: z.string().nullable().describe('Why something was reversed; null for all others'),
  })
  .meta({
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

/** Why a fee or a reward is taken back (F3). */
export const newReversal = z
  .strictObject({
    reason: writtenText({ longest: 500 }).meta({
      description: 'Why, in one line, for the audit log',
      example: 'The task was a duplicate',
    }),
  })
  .meta({ example: { reason: 'The task was a duplicate' } });

/** A fee or a reward that was taken back, by a posting of its own (F3). */
export const reversal = z
  .object({
    uuid,
    reverses: uuid.describe('The posting that it takes back'),
    user: uuid.describe('Whose account'),
    task: uuid,
    amount: minorUnits.describe(
      'What it did to the balance: a reversed fee is positive, a reversed reward negative',
    ),
    currency: z.string().describe('ISO 4217'),
    reason: z.string(),
    decided_by: uuid.describe('The administrator'),
    occurred_at: instant,
    booked_on: day.describe('The working day it counts for'),
  })
  .meta({
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
  .meta({ example: { ...examplePageOf(auditLogLine), user: sample.polly, currency: 'USD' } });

/** All people's accounts, for accountants and administrators (F4). */
export const accountsQuery = z.strictObject({ ...pageQuery });

export const account = z
  .object({
    user: uuid,
    name: z.string().nullable(),
    is_deleted: z.boolean().describe('Whether the person has left; the balance stays'),
    balance: minorUnits,
    currency: z.string(),
    earlier_accounts: z
      .array(z.object({ user: uuid, balance: minorUnits }))
      .describe('Accounts of people who left and had the same e-mail address'),
  })
  .meta({
    example: {
      user: sample.polly,
      name: 'Polly',
      is_deleted: false,
      balance: 1843,
      currency: 'USD',
      earlier_accounts: [],
    },
  });

/** What all accounts add up to, those of people who left included. */
export const accountTotals = z.object({
  owed_to_people: minorUnits.describe('Sum of all positive balances'),
  owed_by_people: minorUnits.describe('Sum of all negative balances, as a positive amount'),
  owed_by_deleted: minorUnits.describe('Of that: what people who left still owe'),
  currency: z.string(),
});

export const accountPage = z
  .object({ items: z.array(account), next_cursor: z.string().nullable(), totals: accountTotals })
  .meta({
    example: {
      ...examplePageOf(account),
      totals: { owed_to_people: 12_500, owed_by_people: 3900, owed_by_deleted: 1100, currency: 'USD' },
    },
  });

/** A task's price as Finance decided it once (F1). */
export const taskPrice = z
  .object({ task: uuid, fee: minorUnits, reward: minorUnits, currency: z.string() })
  .meta({ example: { task: sample.task, fee: 1277, reward: 3120, currency: 'USD' } });

export const taskPostingsQuery = z.strictObject(pageQuery);

/** One line of a task's money: whom it cost or brought how much, when, and whether it was taken back. */
export const taskPosting = z
  .object({
    uuid,
    occurred_at: instant.describe('When the task was assigned or completed, or when it was reversed'),
    booked_on: day.describe('The working day it counts for'),
    kind: z.enum(['fee', 'reward', 'reversal']),
    amount: minorUnits.describe("What it did to the person's balance: a reward is positive, a fee negative"),
    person: z.object({ uuid, name: z.string().nullable().describe('Null until Finance has fetched it') }),
    reverses: uuid.nullable().describe('The line that a reversal takes back; null for all others'),
    reversed_by: uuid.nullable().describe('The reversal that took this line back; null while it counts'),
    reason: z.string().nullable().describe('Why something was reversed; null for all others'),
  })
  .meta({
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

/** The money of a task, newest first (F4). */
export const taskPostings = pageOf(taskPosting)
  .extend({
    task: uuid,
    currency: z.string().describe('ISO 4217'),
    complete: z
      .boolean()
      .describe("False when there are lines of other people's that the caller is not shown, on any page"),
  })
  .meta({
    example: { ...examplePageOf(taskPosting), task: sample.task, currency: 'USD', complete: true },
  });

/** Which days to verify (F3): from a day to a day, both included; from the first and to the present when left out. */
export const verificationQuery = z
  .strictObject({
    from: day.optional(),
    to: day.optional(),
    feed: z
      .enum(['compare', 'skip'])
      .optional()
      .describe(
        "Whether postings are compared with what Tasks' event feed says happened, which reads the whole feed; default " +
          '`compare` for all days, `skip` when days are named',
      ),
  })
  .refine(isInOrder, onlyInOrder);

/** Something that is stored and is not what it comes to when it is worked out again. */
export const ledgerDifference = z.object({
  what: z.string().describe('Table and column, such as `account.balance` or `business_day.hash`'),
  day: day.nullable().describe('The working day; null for what is kept for the present alone'),
  account: uuid.nullable(),
  user: uuid.nullable().describe("Whose account; null for the company's own"),
  posting: uuid.nullable(),
  expected: z.string().describe('What it comes to: an amount in minor units, a hash in hex'),
  found: z.string().describe('What is stored'),
  advice: z
    .string()
    .nullable()
    .describe('What to do about it, where there is something besides finding out who did it'),
});

/** What the comparison of postings with Tasks' events came to. */
const comparedFeed = z.object({
  state: z
    .enum(['compared', 'unavailable', 'skipped'])
    .describe('`unavailable` when Tasks did not answer: then postings were not compared with its events'),
  position: z
    .int()
    .describe("How far Finance has read Tasks' feed: each event up to here has its posting or is parked"),
  events: z.int().describe('How many fees and rewards the feed told'),
  parked: z
    .int()
    .describe('How many of these have no posting because their message is parked or was discarded'),
  reason: z.string().nullable().describe('Why the feed could not be compared'),
});

/** What the comparison with the day journal came to. */
const comparedJournal = z.object({
  state: z.enum(['compared', 'none']).describe('`none` where Finance keeps no day journal'),
  days: z.int().describe('How many closed days were compared with their files'),
});

/**
 * Whether the books of some days are right (F3): balances, sums, totals of days and their chained hashes; and whether they are
 * what Tasks' events and the day journal say.
 */
export const ledgerVerification = z
  .object({
    from: day.nullable().describe('The first day that was verified; null for the first there is'),
    to: day.nullable().describe('The last day that was verified; null for the present'),
    postings: z.int().describe('How many there are on these days'),
    closed_days: z.int().describe('How many of these days are closed'),
    sum: minorUnits.describe('All kept balances together; 0 when the books are right'),
    feed: comparedFeed,
    journal: comparedJournal,
    differences: z
      .array(ledgerDifference)
      .describe('By days, the earliest first, 100 at most; empty when the books are right'),
  })
  .meta({
    example: {
      from: '2026-03-01',
      to: '2026-03-02',
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
