import type { Role } from '../session/session.js';

const everybody: readonly Role[] = ['employee', 'accountant', 'manager', 'administrator'];
const books: readonly Role[] = ['accountant', 'administrator'];
const company: readonly Role[] = ['accountant', 'manager', 'administrator'];
const management: readonly Role[] = ['manager', 'administrator'];
const administration: readonly Role[] = ['administrator'];

/**
 * The places of the navigation, and whom each is for (docs/access.md). It only spares people a refusal: the services
 * decide. Words: `<area>:place_<name>`.
 */
export const places = [
  { path: '/tasks', words: 'tasks:place_tasks', roles: everybody },
  { path: '/reassignments', words: 'tasks:place_reassignments', roles: management },
  { path: '/money', words: 'money:place_money', roles: everybody },
  { path: '/income', words: 'books:place_income', roles: company },
  { path: '/days', words: 'books:place_days', roles: company },
  { path: '/accounts', words: 'books:place_accounts', roles: books },
  { path: '/payouts', words: 'books:place_payouts', roles: books },
  { path: '/operations', words: 'books:place_operations', roles: books },
  { path: '/analytics', words: 'analytics:place_analytics', roles: administration },
  { path: '/people', words: 'people:place_people', roles: administration },
  { path: '/clients', words: 'people:place_clients', roles: administration },
] as const;

export type Place = (typeof places)[number];
