import { authRows } from './auth-rows.js';
import { financeRows } from './finance-rows.js';
import type { RoleTableRow } from './row.js';
import { rowsOfEveryService } from './rows-of-every-service.js';
import { tasksRows } from './tasks-rows.js';

/**
 * Who may do what, in all services. test/role-table.spec.ts tests every cell and fails for a route without a row;
 * docs/access.md is generated from this table.
 */
export const roleTable: readonly RoleTableRow[] = [
  ...authRows,
  ...tasksRows,
  ...financeRows,
  ...rowsOfEveryService,
];
