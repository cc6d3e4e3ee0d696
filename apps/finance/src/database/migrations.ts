import { cachedUserMigrations, issuerKeyMigrations } from '@ates/identity';
import { messagingMigrations } from '@ates/messaging';
import { securityLogMigrations } from '@ates/security-log';
import { BeginBooks1700000000320 } from './begin-books.migration.js';
import { CountTaskResults1700000000321 } from './count-task-results.migration.js';
import { AddChangedByToTask1700000000260 } from './add-changed-by.migration.js';
import { AddReversals1700000000252 } from './add-reversals.migration.js';
import { CreateAwaitedPosition1700000000261 } from './create-awaited-position.migration.js';
import { CreateBusinessDayOf1700000000250 } from './create-business-day-of.migration.js';
import { CreateBusinessDay1700000000202 } from './create-business-day.migration.js';
import { CreateCarriedBalance1700000000251 } from './create-carried-balance.migration.js';
import { CreateJournaledDay1700000000253 } from './create-journaled-day.migration.js';
import { CreateJournaledReversal1700000000254 } from './create-journaled-reversal.migration.js';
import { CreateDayResult1700000000270 } from './create-day-result.migration.js';
import { CreateLedger1700000000201 } from './create-ledger.migration.js';
import { CreateStatement1700000000240 } from './create-statement.migration.js';
import { CreateTask1700000000200 } from './create-task.migration.js';
import { KeepDayResultAsOwner1700000000312 } from './keep-day-result-as-owner.migration.js';
import { NoteToldPrices1700000000230 } from './note-told-prices.migration.js';
import { IndexEmailsOfDeleted1700000000322 } from './index-emails-of-deleted.migration.js';
import { IndexReversals1700000000290 } from './index-reversals.migration.js';
import { IndexPayouts1700000000241 } from './index-payouts.migration.js';
import { IndexTaskPostings1700000000280 } from './index-task-postings.migration.js';

/** All migrations of Finance's database, including those of the libraries. */
export const financeMigrations = [
  ...messagingMigrations,
  ...cachedUserMigrations,
  ...issuerKeyMigrations,
  CreateTask1700000000200,
  CreateLedger1700000000201,
  CreateBusinessDay1700000000202,
  NoteToldPrices1700000000230,
  CreateStatement1700000000240,
  IndexPayouts1700000000241,
  CreateBusinessDayOf1700000000250,
  CreateCarriedBalance1700000000251,
  AddReversals1700000000252,
  CreateJournaledDay1700000000253,
  CreateJournaledReversal1700000000254,
  AddChangedByToTask1700000000260,
  CreateAwaitedPosition1700000000261,
  CreateDayResult1700000000270,
  IndexTaskPostings1700000000280,
  IndexReversals1700000000290,
  KeepDayResultAsOwner1700000000312,
  BeginBooks1700000000320,
  CountTaskResults1700000000321,
  IndexEmailsOfDeleted1700000000322,
  ...securityLogMigrations,
];
