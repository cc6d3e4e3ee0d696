export const allRoles = ['employee', 'accountant', 'manager', 'administrator'] as const;

export type Role = (typeof allRoles)[number];

/** Roles that see everyone's money: accounts, payouts, operations. */
export const booksRoles: readonly Role[] = ['accountant', 'administrator'];

/** Roles that manage all tasks: they can reassign them and edit their descriptions (T4 to T6). */
export const managementRoles: readonly Role[] = ['manager', 'administrator'];

interface WithRoles {
  roles: readonly Role[];
}

/** Whether the person has one of the roles. */
export const hasRole = (person: WithRoles, roles: readonly Role[]): boolean =>
  person.roles.some((role) => roles.includes(role));

const notPerforming: readonly Role[] = ['manager', 'administrator'];

/** Whether tasks can be assigned to the person: to anyone with a role except managers and administrators (T2). */
export const performs = (person: WithRoles): boolean =>
  person.roles.length > 0 && !hasRole(person, notPerforming);
