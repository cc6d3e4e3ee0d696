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
  { ...ofOwn, operation: "one's own balance", route: 'GET /accounting/balance' },
  {
    ...ofNamed,
    operation: "one's own balance, naming oneself",
    route: 'GET /accounting/balance',
    path: '/accounting/balance?user={caller}',
  },
  {
    ...ofAny,
    operation: "another's balance",
    route: 'GET /accounting/balance',
    path: '/accounting/balance?user={somebody}',
  },
  {
    ...ofOwn,
    operation: "one's own account by days",
    route: 'GET /accounting/account-days',
    path: '/accounting/account-days?from=2026-01-01&to=2026-12-31',
  },
  {
    ...ofNamed,
    operation: "one's own account by days, naming oneself",
    route: 'GET /accounting/account-days',
    path: '/accounting/account-days?from=2026-01-01&to=2026-12-31&user={caller}',
  },
  {
    ...ofAny,
    operation: "another's account by days",
    route: 'GET /accounting/account-days',
    path: '/accounting/account-days?from=2026-01-01&to=2026-12-31&user={somebody}',
  },
  { ...ofOwn, operation: "one's own audit log", route: 'GET /accounting/audit-log' },
  {
    ...ofNamed,
    operation: "one's own audit log, naming oneself",
    route: 'GET /accounting/audit-log',
    path: '/accounting/audit-log?user={caller}',
  },
  {
    ...ofAny,
    operation: "another's audit log",
    route: 'GET /accounting/audit-log',
    path: '/accounting/audit-log?user={somebody}',
  },
  { ...ofOwn, operation: "one's own audit log as CSV", route: 'GET /accounting/audit-log.csv' },
  { ...ofOwn, operation: "one's own audit log as a workbook", route: 'GET /accounting/audit-log.xlsx' },
  {
    ...ofNamed,
    operation: "one's own audit log as CSV, naming oneself",
    route: 'GET /accounting/audit-log.csv',
    path: '/accounting/audit-log.csv?user={caller}',
  },
  {
    ...ofNamed,
    operation: "one's own audit log as a workbook, naming oneself",
    route: 'GET /accounting/audit-log.xlsx',
    path: '/accounting/audit-log.xlsx?user={caller}',
  },
  {
    ...ofAny,
    operation: "another's audit log as CSV",
    route: 'GET /accounting/audit-log.csv',
    path: '/accounting/audit-log.csv?user={somebody}',
    recorded: 'data.exported',
  },
  {
    ...ofAny,
    operation: "another's audit log as a workbook",
    route: 'GET /accounting/audit-log.xlsx',
    path: '/accounting/audit-log.xlsx?user={somebody}',
    recorded: 'data.exported',
  },
  {
    ...ofNamed,
    operation: "one's own payouts, naming oneself",
    route: 'GET /accounting/payouts',
    path: '/accounting/payouts?user={caller}',
  },
  {
    ...ofAny,
    operation: "another's payouts",
    route: 'GET /accounting/payouts',
    path: '/accounting/payouts?user={somebody}',
  },
  { ...ofAny, operation: "everybody's payouts", route: 'GET /accounting/payouts' },
  {
    ...ofNamed,
    operation: "one's own payouts as CSV, naming oneself",
    route: 'GET /accounting/payouts.csv',
    path: '/accounting/payouts.csv?user={caller}',
  },
  {
    ...ofNamed,
    operation: "one's own payouts as a workbook, naming oneself",
    route: 'GET /accounting/payouts.xlsx',
    path: '/accounting/payouts.xlsx?user={caller}',
  },
  {
    ...ofAny,
    operation: "another's payouts as CSV",
    route: 'GET /accounting/payouts.csv',
    path: '/accounting/payouts.csv?user={somebody}',
    recorded: 'data.exported',
  },
  {
    ...ofAny,
    operation: "another's payouts as a workbook",
    route: 'GET /accounting/payouts.xlsx',
    path: '/accounting/payouts.xlsx?user={somebody}',
    recorded: 'data.exported',
  },
  {
    ...ofAny,
    operation: "everybody's payouts as CSV",
    route: 'GET /accounting/payouts.csv',
    recorded: 'data.exported',
  },
  {
    ...ofAny,
    operation: "everybody's payouts as a workbook",
    route: 'GET /accounting/payouts.xlsx',
    recorded: 'data.exported',
  },
  {
    ...ofNamed,
    operation: "what a task cost and brought (one's own lines, or all for who sees any account)",
    route: 'GET /tasks/{uuid}/postings',
    path: '/tasks/{priced task}/postings',
  },
  {
    ...ofOwn,
    operation: "one's own statement of a day",
    route: 'GET /accounting/statements/{date}',
    path: '/accounting/statements/{day of a statement}',
  },
  {
    ...ofNamed,
    operation: "one's own statement of a day, naming oneself",
    route: 'GET /accounting/statements/{date}',
    path: '/accounting/statements/{day of a statement}?user={caller}',
  },
  {
    ...ofAny,
    operation: "another's statement of a day",
    route: 'GET /accounting/statements/{date}',
    path: '/accounting/statements/{day of a statement}?user={somebody with a statement}',
  },
  {
    ...ofAny,
    operation: 'see which statements were not mailed, and why',
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
    operation: 'add up the whole ledger',
    route: 'GET /accounting/verification',
    people: only(['accountant', 'administrator']),
  },
  { ...ofCompany, operation: "the company's income", route: 'GET /accounting/stats' },
  { ...ofCompany, operation: "the company's income as CSV", route: 'GET /accounting/stats.csv' },
  { ...ofCompany, operation: "the company's income as a workbook", route: 'GET /accounting/stats.xlsx' },
  { ...ofCompany, operation: 'list closed days', route: 'GET /accounting/days' },
  {
    ...ofClosing,
    operation: 'see what closing a day would pay',
    route: 'POST /accounting/days/{date}/close',
    path: '/accounting/days/{day that is over}/close?dry_run=true',
    unrecorded: 'a dry run changes nothing',
  },
  {
    ...ofClosing,
    operation: 'close a day',
    route: 'POST /accounting/days/{date}/close',
    path: '/accounting/days/{day that is over}/close',
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
  { ...ofAnalytics, operation: 'income and people by day', route: 'GET /analytics/company' },
  { ...ofAnalytics, operation: 'list people in the red', route: 'GET /analytics/workers' },
  { ...ofAnalytics, operation: 'the dearest completed tasks', route: 'GET /analytics/tasks' },
  {
    ...ofClosing,
    operation: 'have a parked statement mailed again',
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
