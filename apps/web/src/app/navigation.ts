import { allRoles, booksRoles, managementRoles, type Role } from '../session/roles.js';

const company: readonly Role[] = ['accountant', 'manager', 'administrator'];
const administration: readonly Role[] = ['administrator'];

/**
 * Menu entries and the roles that see them (docs/access.md). Hiding one only spares users a refusal: the services
 * authorize. The labels are common texts, which every page loads.
 */
export const menuEntries = [
  { path: '/today', labelKey: 'place_today', roles: allRoles },
  { path: '/tasks', labelKey: 'place_tasks', roles: allRoles },
  { path: '/reassignments', labelKey: 'place_reassignments', roles: managementRoles },
  { path: '/money', labelKey: 'place_money', roles: allRoles },
  { path: '/income', labelKey: 'place_income', roles: company },
  { path: '/days', labelKey: 'place_days', roles: company },
  { path: '/accounts', labelKey: 'place_accounts', roles: booksRoles },
  { path: '/payouts', labelKey: 'place_payouts', roles: booksRoles },
  { path: '/operations', labelKey: 'place_operations', roles: booksRoles },
  { path: '/security-log', labelKey: 'place_securityLog', roles: administration },
  { path: '/analytics', labelKey: 'place_analytics', roles: administration },
  { path: '/people', labelKey: 'place_people', roles: administration },
  { path: '/clients', labelKey: 'place_clients', roles: administration },
] as const;
