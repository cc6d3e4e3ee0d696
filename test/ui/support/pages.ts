import type { PlayedDay } from './played-day.js';

/** One person's e-mail for each role. */
export const roles = {
  employee: 'polly@ates.local',
  accountant: 'accountant@ates.local',
  manager: 'manager@ates.local',
  administrator: 'admin@ates.local',
};

export type Role = keyof typeof roles;

export const allRoles: readonly Role[] = ['employee', 'accountant', 'manager', 'administrator'];
const company: readonly Role[] = ['accountant', 'manager', 'administrator'];
const management: readonly Role[] = ['manager', 'administrator'];
const books: readonly Role[] = ['accountant', 'administrator'];
const administration: readonly Role[] = ['administrator'];

/** A page: its path once the day was simulated, and the roles that may see it. */
export interface SitePage {
  name: string;
  path: (played: PlayedDay) => string;
  roles: readonly Role[];
  /** Its name in the navigation and its heading. Pages of a single task or person have the name of that instead. */
  title?: string;
}

const place = (title: string, path: string, roles: readonly Role[]): SitePage & { title: string } => ({
  name: title.toLowerCase().replaceAll(' ', '-'),
  title,
  path: () => path,
  roles,
});

/** The pages in the navigation, in order. */
export const places = [
  place('Tasks', '/tasks', allRoles),
  place('Reassignments', '/reassignments', management),
  place('My money', '/money', allRoles),
  place('Income', '/income', company),
  place('Days', '/days', company),
  place('Accounts', '/accounts', books),
  place('Payouts', '/payouts', books),
  place('Operations', '/operations', books),
  place('Security log', '/security-log', administration),
  place('Analytics', '/analytics', administration),
  place('People', '/people', administration),
  place('Service clients', '/clients', administration),
];

const details: readonly SitePage[] = [
  { name: 'task', path: ({ task }) => `/tasks/${task}`, roles: allRoles },
  { name: 'reassignment', path: ({ reassignment }) => `/reassignments/${reassignment}`, roles: management },
  { name: 'account', path: ({ person }) => `/accounts/${person}`, roles: books },
  { name: 'person', path: ({ person }) => `/people/${person}`, roles: administration },
];

/** All pages. */
export const pages: readonly SitePage[] = [...places, ...details];
