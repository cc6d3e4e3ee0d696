import { authRows } from './auth-rows.js';
import { financeRows } from './finance-rows.js';
import type { RoleTableRow } from './row.js';
import { rowsOfEveryService } from './rows-of-every-service.js';
import { tasksRows } from './tasks-rows.js';

/**
 * Who may do what, with all services. A route that has no row here fails test/role-table.spec.ts, which tries every
 * cell; docs/access.md is made of it.
 */
export const roleTable: readonly RoleTableRow[] = [
  ...authRows,
  ...tasksRows,
  ...financeRows,
  ...rowsOfEveryService,
];
