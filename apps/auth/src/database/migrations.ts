import { messagingMigrations } from '@ates/messaging';
import { CreateSearch1700000000003 } from '@ates/platform';
import { securityLogMigrationsOfAuth } from '@ates/security-log';
import { AddBeaks1700000000102 } from './add-beaks.migration.js';
import { CompareAddresses1700000000136 } from './compare-addresses.migration.js';
import { CreateJoining1700000000141 } from './create-joining.migration.js';
import { CreateMail1700000000140 } from './create-mail.migration.js';
import { CreateOidc1700000000101 } from './create-oidc.migration.js';
import { CreatePeople1700000000100 } from './create-people.migration.js';
import { SearchPeople1700000000103 } from './search-people.migration.js';

/** All migrations of Auth's database, including those of the libraries. */
export const authMigrations = [
  CreateSearch1700000000003,
  ...messagingMigrations,
  CreatePeople1700000000100,
  CreateOidc1700000000101,
  AddBeaks1700000000102,
  SearchPeople1700000000103,
  CompareAddresses1700000000136,
  CreateMail1700000000140,
  CreateJoining1700000000141,
  ...securityLogMigrationsOfAuth,
];
