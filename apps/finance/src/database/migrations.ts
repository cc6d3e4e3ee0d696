import { CreateBusinessDay1700000000202 } from './create-business-day.migration.js';
import { CreateLedger1700000000201 } from './create-ledger.migration.js';
import { CreateTask1700000000200 } from './create-task.migration.js';

/** Finance's own tables, in the order in which they are made. */
export const financeMigrations = [
  CreateTask1700000000200,
  CreateLedger1700000000201,
  CreateBusinessDay1700000000202,
];
