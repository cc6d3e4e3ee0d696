import type { PlayedDay } from './played-day.js';

/** Somebody of each role. */
export const roles = {
  employee: 'polly@ates.local',
  accountant: 'accountant@ates.local',
  manager: 'manager@ates.local',
  administrator: 'admin@ates.local',
};

export type Role = keyof typeof roles;

export const everybody: readonly Role[] = ['employee', 'accountant', 'manager', 'administrator'];
const company: readonly Role[] = ['accountant', 'manager', 'administrator'];
const management: readonly Role[] = ['manager', 'administrator'];
const books: readonly Role[] = ['accountant', 'administrator'];
const administration: readonly Role[] = ['administrator'];

/** A page: where it is once that day was played, and whom it is for. */
export interface SitePage {
  name: string;
  path: (played: PlayedDay) => string;
  roles: readonly Role[];
  /** What the navigation and its heading call it; pages of one task or person are called after that. */
  title?: string;
}

const place = (title: string, path: string, roles: readonly Role[]): SitePage & { title: string } => ({
  name: title.toLowerCase().replaceAll(' ', '-'),
  title,
  path: () => path,
  roles,
});

/** The places of the navigation, in its order. */
export const places = [
  place('Tasks', '/tasks', everybody),
  place('Reassignments', '/reassignments', management),
  place('My money', '/money', everybody),
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
  { name: 'task', path: ({ task }) => `/tasks/${task}`, roles: everybody },
  { name: 'reassignment', path: ({ reassignment }) => `/reassignments/${reassignment}`, roles: management },
  { name: 'account', path: ({ person }) => `/accounts/${person}`, roles: books },
  { name: 'person', path: ({ person }) => `/people/${person}`, roles: administration },
];

/** Every page there is. */
export const pages: readonly SitePage[] = [...places, ...details];
