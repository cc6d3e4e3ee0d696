import { cachedUserMigrations, issuerKeyMigrations } from '@ates/identity';
import { messagingMigrations } from '@ates/messaging';
import { CreateAttemptCount1700000000004, CreateSearch1700000000003 } from '@ates/platform';
import { securityLogMigrations } from '@ates/security-log';
import { CreateReassignment1700000000120 } from './create-reassignment.migration.js';
import { CreateTaskPriceHead1700000000132 } from './create-task-price-head.migration.js';
import { CreateTaskPrice1700000000131 } from './create-task-price.migration.js';
import { CreateTask1700000000100 } from './create-task.migration.js';
import { IndexWhoDoesNotPerform1700000000110 } from './index-who-does-not-perform.migration.js';
import { SearchTasks1700000000133 } from './search-tasks.migration.js';
import { SplitTaskText1700000000130 } from './split-task-text.migration.js';

/** All migrations of the Tasks database, including those of the libraries. */
export const tasksMigrations = [
  CreateSearch1700000000003,
  CreateAttemptCount1700000000004,
  ...messagingMigrations,
  ...cachedUserMigrations,
  ...issuerKeyMigrations,
  CreateTask1700000000100,
  IndexWhoDoesNotPerform1700000000110,
  CreateReassignment1700000000120,
  SplitTaskText1700000000130,
  CreateTaskPrice1700000000131,
  CreateTaskPriceHead1700000000132,
  SearchTasks1700000000133,
  ...securityLogMigrations,
];
