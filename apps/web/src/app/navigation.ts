import type { Role } from '../session/session.js';

const everybody: readonly Role[] = ['employee', 'accountant', 'manager', 'administrator'];
const books: readonly Role[] = ['accountant', 'administrator'];
const company: readonly Role[] = ['accountant', 'manager', 'administrator'];
const management: readonly Role[] = ['manager', 'administrator'];
const administration: readonly Role[] = ['administrator'];

/**
 * The places of the navigation, and whom each is for (docs/access.md). It only spares people a refusal: the services
 * decide. Their names are among the words that every page has.
 */
export const places = [
  { path: '/tasks', words: 'place_tasks', roles: everybody },
  { path: '/reassignments', words: 'place_reassignments', roles: management },
  { path: '/money', words: 'place_money', roles: everybody },
  { path: '/income', words: 'place_income', roles: company },
  { path: '/days', words: 'place_days', roles: company },
  { path: '/accounts', words: 'place_accounts', roles: books },
  { path: '/payouts', words: 'place_payouts', roles: books },
  { path: '/operations', words: 'place_operations', roles: books },
  { path: '/security-log', words: 'place_securityLog', roles: administration },
  { path: '/analytics', words: 'place_analytics', roles: administration },
  { path: '/people', words: 'place_people', roles: administration },
  { path: '/clients', words: 'place_clients', roles: administration },
] as const;

export type Place = (typeof places)[number];
