import type { SecurityAction } from '@ates/contracts';

export const services = ['auth', 'tasks', 'finance'] as const;

export type Service = (typeof services)[number];

/** Groups of operations: those of the requirements, and the ones they leave implicit. */
export const lines = [
  'List and read tasks, create a task',
  'Complete a task',
  'Edit a description',
  'Reassign one or all',
  'Own notifications',
  'Own balance, audit log, export',
  'Any account, audit log, export, parked messages',
  'Company income',
  'Analytics',
  'Close a day by hand, reverse a posting, replay parked messages',
  'Users: list, create, change, delete',
  'Joining: invitations and approval',
  'Credentials and user info',
  'Between services',
  'Change streams',
  'Security log',
  'Monitoring a service',
  'Discovery, sign-in, registration, health and documentation',
] as const;

export type Line = (typeof lines)[number];

export const roles = ['employee', 'accountant', 'manager', 'administrator'] as const;

export type Role = (typeof roles)[number];

/** All kinds of callers. Demoted and deleted people still hold a valid token with their former roles. */
export const principals = [
  'anonymous',
  ...roles,
  'demoted accountant',
  'demoted manager',
  'demoted administrator',
  'deleted administrator',
  'administrator with an expired token',
  'service with the scope',
  'service with every other scope',
  'service with a token for another audience',
  'service with an expired token',
] as const;

export type Principal = (typeof principals)[number];

/** The codes of problems that refuse a caller, with their status. */
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

/** Success, or the code of the problem. */
export type Outcome = 'yes' | Refusal;

/**
 * One operation and who may do it. `{words in braces}` in path and body name a fixture (test/roles/fixtures.ts), made
 * for the caller before each request.
 */
export interface RoleTableRow {
  service: Service;
  line: Line;
  /** What the operation does, and on whose data where that matters. */
  operation: string;
  /** Method and path, as in the OpenAPI document. */
  route: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
  /** The requested path; the route's own path by default. */
  path?: string;
  body?: Record<string, unknown>;
  /** The status on success; 200 by default. */
  status?: number;
  /** The outcome for each role, or `anybody`: callers without a token, or with an invalid one, succeed too. */
  people: Record<Role, Outcome> | 'anybody';
  /** The scope a service needs; without it, services are refused. */
  scope?: string;
  /** The refusal of a service that has the scope, if it does not succeed. */
  serviceWithScope?: Refusal | undefined;
  /** What the security log records when an administrator does it (A10). */
  recorded?: SecurityAction | readonly SecurityAction[];
  /** Why it records nothing. Every route other than GET needs `recorded` or `unrecorded`. */
  unrecorded?: string;
}

/** Every role may. */
export const everyone: Record<Role, Outcome> = {
  employee: 'yes',
  accountant: 'yes',
  manager: 'yes',
  administrator: 'yes',
};

/** These roles may; the others are refused with `role-required` or the given problem. */
export const only = (allowed: readonly Role[], refusal: Refusal = 'role-required'): Record<Role, Outcome> => {
  const of = (role: Role): Outcome => (allowed.includes(role) ? 'yes' : refusal);
  return {
    employee: of('employee'),
    accountant: of('accountant'),
    manager: of('manager'),
    administrator: of('administrator'),
  };
};

// Refusals of the guard that do not depend on the row.
const refusedEverywhere: Partial<Record<Principal, Refusal>> = {
  anonymous: 'missing-token',
  'deleted administrator': 'account-deleted',
  'administrator with an expired token': 'expired-token',
  'service with every other scope': 'missing-scope',
  'service with a token for another audience': 'invalid-token',
  'service with an expired token': 'expired-token',
};

const isRole = (principal: Principal): principal is Role => roles.some((role) => role === principal);

/** The outcome for a principal: one cell of the table. */
export function outcomeOf(row: RoleTableRow, principal: Principal): Outcome {
  if (row.people === 'anybody') {
    return 'yes';
  }
  if (principal === 'service with the scope') {
    return row.scope === undefined ? 'missing-scope' : (row.serviceWithScope ?? 'yes');
  }
  // Demoted people are employees, whatever their token says.
  return refusedEverywhere[principal] ?? row.people[isRole(principal) ? principal : 'employee'];
}
