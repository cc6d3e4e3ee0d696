import type { SimulatedDay } from './simulated-day.js';

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
  path: (day: SimulatedDay) => string;
  roles: readonly Role[];
  /** Its name in the navigation and its heading. Pages of a single task or person have the name of that instead. */
  title?: string;
}

const navigationPage = (
  title: string,
  path: string,
  roles: readonly Role[],
): SitePage & { title: string } => ({
  name: title.toLowerCase().replaceAll(' ', '-'),
  title,
  path: () => path,
  roles,
});

/** The pages in the navigation, in order. */
export const navigationPages = [
  navigationPage('Today', '/today', allRoles),
  navigationPage('Tasks', '/tasks', allRoles),
  navigationPage('Reassignments', '/reassignments', management),
  navigationPage('My money', '/money', allRoles),
  navigationPage('Income', '/income', company),
  navigationPage('Days', '/days', company),
  navigationPage('Accounts', '/accounts', books),
  navigationPage('Payouts', '/payouts', books),
  navigationPage('Analytics', '/analytics', administration),
  navigationPage('Operations', '/operations', books),
  navigationPage('Security log', '/security-log', administration),
  navigationPage('People', '/people', administration),
  navigationPage('Service clients', '/clients', administration),
];

const detailPages: readonly SitePage[] = [
  { name: 'task', path: ({ task }) => `/tasks/${task}`, roles: allRoles },
  { name: 'reassignment', path: ({ reassignment }) => `/reassignments/${reassignment}`, roles: management },
  { name: 'account', path: ({ person }) => `/accounts/${person}`, roles: books },
  { name: 'person', path: ({ person }) => `/people/${person}`, roles: administration },
];

/** All pages. */
export const pages: readonly SitePage[] = [...navigationPages, ...detailPages];
