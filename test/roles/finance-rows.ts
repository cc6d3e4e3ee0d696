import { everyone, only, type RoleTableRow } from './row.js';

const ofOwn = {
  service: 'finance',
  line: 'Own balance, audit log, export',
  people: everyone,
  scope: 'accounts:read',
  serviceWithScope: 'invalid-request',
} as const;

const ofNamed = { ...ofOwn, serviceWithScope: undefined } as const;

const ofAny = {
  service: 'finance',
  line: 'Any account, audit log, export, parked messages',
  people: only(['accountant', 'administrator'], 'not-your-account'),
  scope: 'accounts:read',
} as const;

const ofCompany = {
  service: 'finance',
  line: 'Company income',
  people: only(['accountant', 'manager', 'administrator']),
} as const;

const ofClosing = {
  service: 'finance',
  line: 'Close a day by hand, reverse a posting, replay parked messages',
  people: only(['administrator']),
} as const;

const ofAnalytics = {
  service: 'finance',
  line: 'Analytics',
  people: only(['administrator']),
} as const;

export const financeRows: readonly RoleTableRow[] = [
  { ...ofOwn, operation: 'your own balance', route: 'GET /accounting/balance' },
  {
    ...ofNamed,
    operation: 'your own balance, by id',
    route: 'GET /accounting/balance',
    path: '/accounting/balance?user={caller}',
  },
  {
    ...ofAny,
    operation: "another person's balance",
    route: 'GET /accounting/balance',
    path: '/accounting/balance?user={another person}',
  },
  {
    service: 'finance',
    line: 'Own balance, audit log, export',
    people: everyone,
    operation: 'how your working day stands',
    route: 'GET /accounting/open-day',
  },
  {
    ...ofOwn,
    operation: 'your own account by day',
    route: 'GET /accounting/account-days',
    path: '/accounting/account-days?from=2026-01-01&to=2026-12-31',
  },
  {
    ...ofNamed,
    operation: 'your own account by day, by id',
    route: 'GET /accounting/account-days',
    path: '/accounting/account-days?from=2026-01-01&to=2026-12-31&user={caller}',
  },
  {
    ...ofAny,
    operation: "another person's account by day",
    route: 'GET /accounting/account-days',
    path: '/accounting/account-days?from=2026-01-01&to=2026-12-31&user={another person}',
  },
  { ...ofOwn, operation: 'your own audit log', route: 'GET /accounting/audit-log' },
  {
    ...ofNamed,
    operation: 'your own audit log, by id',
    route: 'GET /accounting/audit-log',
    path: '/accounting/audit-log?user={caller}',
  },
  {
    ...ofAny,
    operation: "another person's audit log",
    route: 'GET /accounting/audit-log',
    path: '/accounting/audit-log?user={another person}',
  },
  { ...ofOwn, operation: 'your own audit log as CSV', route: 'GET /accounting/audit-log.csv' },
  { ...ofOwn, operation: 'your own audit log as a workbook', route: 'GET /accounting/audit-log.xlsx' },
  {
    ...ofNamed,
    operation: 'your own audit log as CSV, by id',
    route: 'GET /accounting/audit-log.csv',
    path: '/accounting/audit-log.csv?user={caller}',
  },
  {
    ...ofNamed,
    operation: 'your own audit log as a workbook, by id',
    route: 'GET /accounting/audit-log.xlsx',
    path: '/accounting/audit-log.xlsx?user={caller}',
  },
  {
    ...ofAny,
    operation: "another person's audit log as CSV",
    route: 'GET /accounting/audit-log.csv',
    path: '/accounting/audit-log.csv?user={another person}',
    recorded: 'data.exported',
  },
  {
    ...ofAny,
    operation: "another person's audit log as a workbook",
    route: 'GET /accounting/audit-log.xlsx',
    path: '/accounting/audit-log.xlsx?user={another person}',
    recorded: 'data.exported',
  },
  {
    ...ofNamed,
    operation: 'your own payouts, by id',
    route: 'GET /accounting/payouts',
    path: '/accounting/payouts?user={caller}',
  },
  {
    ...ofAny,
    operation: "another person's payouts",
    route: 'GET /accounting/payouts',
    path: '/accounting/payouts?user={another person}',
  },
  { ...ofAny, operation: "everyone's payouts", route: 'GET /accounting/payouts' },
  {
    ...ofNamed,
    operation: 'your own payouts as CSV, by id',
    route: 'GET /accounting/payouts.csv',
    path: '/accounting/payouts.csv?user={caller}',
  },
  {
    ...ofNamed,
    operation: 'your own payouts as a workbook, by id',
    route: 'GET /accounting/payouts.xlsx',
    path: '/accounting/payouts.xlsx?user={caller}',
  },
  {
    ...ofAny,
    operation: "another person's payouts as CSV",
    route: 'GET /accounting/payouts.csv',
    path: '/accounting/payouts.csv?user={another person}',
    recorded: 'data.exported',
  },
  {
    ...ofAny,
    operation: "another person's payouts as a workbook",
    route: 'GET /accounting/payouts.xlsx',
    path: '/accounting/payouts.xlsx?user={another person}',
    recorded: 'data.exported',
  },
  {
    ...ofAny,
    operation: "everyone's payouts as CSV",
    route: 'GET /accounting/payouts.csv',
    recorded: 'data.exported',
  },
  {
    ...ofAny,
    operation: "everyone's payouts as a workbook",
    route: 'GET /accounting/payouts.xlsx',
    recorded: 'data.exported',
  },
  {
    ...ofNamed,
    operation: 'the postings of a task (your own, or all if you may see any account)',
    route: 'GET /tasks/{uuid}/postings',
    path: '/tasks/{priced task}/postings',
  },
  {
    ...ofOwn,
    operation: 'your own statement of a day',
    route: 'GET /accounting/statements/{date}',
    path: '/accounting/statements/{statement day}',
  },
  {
    ...ofNamed,
    operation: 'your own statement of a day, by id',
    route: 'GET /accounting/statements/{date}',
    path: '/accounting/statements/{statement day}?user={caller}',
  },
  {
    ...ofAny,
    operation: "another person's statement of a day",
    route: 'GET /accounting/statements/{date}',
    path: '/accounting/statements/{statement day}?user={another person with a statement}',
  },
  {
    ...ofAny,
    operation: 'list unsent statements with the reason',
    route: 'GET /statements',
    people: only(['accountant', 'administrator']),
  },
  {
    ...ofAny,
    operation: 'list all accounts',
    route: 'GET /accounting/accounts',
    people: only(['accountant', 'administrator']),
  },
  {
    service: 'finance',
    line: 'Any account, audit log, export, parked messages',
    operation: 'verify the ledger',
    route: 'GET /accounting/verification',
    people: only(['accountant', 'administrator']),
  },
  { ...ofCompany, operation: "the company's income", route: 'GET /accounting/stats' },
  { ...ofCompany, operation: "the company's income as CSV", route: 'GET /accounting/stats.csv' },
  { ...ofCompany, operation: "the company's income as a workbook", route: 'GET /accounting/stats.xlsx' },
  {
    ...ofCompany,
    operation: "how the company's working day stands",
    route: 'GET /accounting/open-day/company',
  },
  { ...ofCompany, operation: 'list closed days', route: 'GET /accounting/days' },
  {
    ...ofClosing,
    operation: 'preview the payouts of closing a day',
    route: 'POST /accounting/days/{date}/close',
    path: '/accounting/days/{past day}/close?dry_run=true',
    unrecorded: 'a dry run changes nothing',
  },
  {
    ...ofClosing,
    operation: 'close a day',
    route: 'POST /accounting/days/{date}/close',
    path: '/accounting/days/{past day}/close',
    recorded: 'day.closed',
  },
  {
    ...ofClosing,
    operation: 'reverse a fee or a reward',
    route: 'POST /accounting/postings/{uuid}/reversal',
    path: '/accounting/postings/{fee}/reversal',
    body: { reason: 'The perch was not broken' },
    status: 201,
    recorded: 'posting.reversed',
  },
  { ...ofAnalytics, operation: 'company income and people by day', route: 'GET /analytics/company' },
  { ...ofAnalytics, operation: 'list overdrawn people', route: 'GET /analytics/workers' },
  { ...ofAnalytics, operation: 'the most expensive completed tasks', route: 'GET /analytics/tasks' },
  {
    ...ofAnalytics,
    operation: 'draws and completions by day',
    route: 'GET /analytics/activity',
    path: '/analytics/activity?from=2026-03-01&to=2026-03-31',
  },
  {
    ...ofAnalytics,
    operation: 'tasks per person',
    route: 'GET /analytics/performers',
    path: '/analytics/performers?from=2026-03-01&to=2026-03-31',
  },
  {
    ...ofClosing,
    operation: 'resend a parked statement',
    route: 'POST /statements/{id}/resend',
    path: '/statements/{parked statement}/resend',
    recorded: 'statement.resent',
  },
  {
    service: 'finance',
    line: 'List and read tasks, create a task',
    operation: "read a task's fee and reward",
    route: 'GET /tasks/{uuid}/price',
    path: '/tasks/{priced task}/price',
    people: everyone,
    scope: 'tasks:read',
  },
];
