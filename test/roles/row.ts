import type { SecurityAction } from '@ates/contracts';

export const services = ['auth', 'tasks', 'finance'] as const;

export type Service = (typeof services)[number];

/** The lines of the table of requirements, and what that takes for granted. */
export const lines = [
  'List and read tasks, create a task',
  'Complete a task',
  'Edit a description',
  'Reassign one or all',
  'Own balance, audit log, export',
  'Any account, audit log, export, parked messages',
  'Company income',
  'Analytics',
  'Close a day by hand, reverse a posting, replay parked messages',
  'Users: list, create, change, delete',
  'Who joins: invitations, approval',
  'What one signs in with, and who one is',
  'Between services',
  'Hearing what changes',
  'Security log',
  'Watching a service',
  'Discovery, sign-in, registration, health and documentation',
] as const;

export type Line = (typeof lines)[number];

export const roles = ['employee', 'accountant', 'manager', 'administrator'] as const;

export type Role = (typeof roles)[number];

/** Everybody who asks. Who was demoted or deleted has a token that says otherwise, and is still good. */
export const principals = [
  'anonymous',
  ...roles,
  'demoted accountant',
  'demoted manager',
  'demoted administrator',
  'deleted administrator',
  'administrator whose token ran out',
  'service with the scope',
  'service with every other scope',
  'service with a token for another audience',
  'service whose token ran out',
] as const;

export type Principal = (typeof principals)[number];

/** Codes of the problems that refuse somebody, and the status of each. */
export const refusals = {
  'missing-token': 401,
  'invalid-token': 401,
  'expired-token': 401,
  'account-deleted': 401,
  'role-required': 403,
  'missing-scope': 403,
  'ids-required': 403,
  'not-your-account': 403,
  'not-your-task': 403,
  'not-your-text': 403,
  'invalid-request': 400,
  'replay-failed': 422,
  'unknown-producer': 404,
  'reconciliation-not-found': 404,
} as const;

export type Refusal = keyof typeof refusals;

/** It is done, or the code of the problem that says why not. */
export type Outcome = 'yes' | Refusal;

/**
 * One operation and who may do it. `{words in braces}` in path and body name something that is made for the caller
 * before each request: test/roles/givens.ts has them.
 */
export interface RoleTableRow {
  service: Service;
  line: Line;
  /** What is done, as one says it: with whose things, where that decides. */
  operation: string;
  /** Method and path, as the OpenAPI document writes it. */
  route: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
  /** What is asked for; the route's own path when left out. */
  path?: string;
  body?: Record<string, unknown>;
  /** How success is answered; 200 when left out. */
  status?: number;
  /** What becomes of each, or `anybody`: then also of those without a token, or with a bad one. */
  people: Record<Role, Outcome> | 'anybody';
  /** The scope that lets a service in; when left out, none does. */
  scope?: string;
  /** What becomes of a service with the scope, if it is not simply done. */
  serviceWithScope?: Refusal | undefined;
  /** What the security log records when an administrator does it (A10). */
  recorded?: SecurityAction | readonly SecurityAction[];
  /** Why it records nothing. Each route that is no GET says one or the other. */
  unrecorded?: string;
}

/** All roles may. */
export const everyone: Record<Role, Outcome> = {
  employee: 'yes',
  accountant: 'yes',
  manager: 'yes',
  administrator: 'yes',
};

/** These roles may; the others are refused, by `role-required` unless by another problem. */
export const only = (allowed: readonly Role[], refusal: Refusal = 'role-required'): Record<Role, Outcome> => {
  const of = (role: Role): Outcome => (allowed.includes(role) ? 'yes' : refusal);
  return {
    employee: of('employee'),
    accountant: of('accountant'),
    manager: of('manager'),
    administrator: of('administrator'),
  };
};

// What the guard says before it looks at the row, alike for all of them.
const refusedEverywhere: Partial<Record<Principal, Refusal>> = {
  anonymous: 'missing-token',
  'deleted administrator': 'account-deleted',
  'administrator whose token ran out': 'expired-token',
  'service with every other scope': 'missing-scope',
  'service with a token for another audience': 'invalid-token',
  'service whose token ran out': 'expired-token',
};

const isRole = (principal: Principal): principal is Role => roles.some((role) => role === principal);

/** What becomes of a principal who does what a row says: one cell of the table. */
export function outcomeOf(row: RoleTableRow, principal: Principal): Outcome {
  if (row.people === 'anybody') {
    return 'yes';
  }
  if (principal === 'service with the scope') {
    return row.scope === undefined ? 'missing-scope' : (row.serviceWithScope ?? 'yes');
  }
  // Whoever was demoted is an employee, whatever the token says.
  return refusedEverywhere[principal] ?? row.people[isRole(principal) ? principal : 'employee'];
}
