export * from './access.js';
export * from './back-off.js';
export * from './background-loop.js';
export * from './clock.js';
export * from './configuration.js';
export * from './cursor.js';
export { networkOf } from './edge/networks.mjs';
export { fieldErrorCodes, type FieldError, type FieldErrorCode } from './field-errors.js';
export * from './problem.js';
export * from './request-context.js';
export type { CommitSignals } from './database/commit-signals.js';
export * from './database/database.js';
export * from './database/database-clock.js';
export * from './database/database.module.js';
export * from './database/failures.js';
export { GroupCommit, type Outcome } from './database/group-commit.js';
export {
  CurrentAsker,
  heavyReadProblems,
  HeavyReads,
  readFailure,
  type Asker,
} from './database/heavy-reads.js';
export * from './database/instance-leases.js';
export { LeaseLost, outsideLease, requireCurrentLease } from './database/lease.js';
export { runMigrateCommand } from './database/migrate-command.js';
export { runMonthsCommand } from './database/months-command.js';
export { migrateAsOwner, openDataSource, type OwnersWork } from './database/migrations.js';
export * from './database/pool-options.js';
export { operatorError } from './database/operator-error.js';
export { plansByIndex, prepared } from './database/prepared.js';
export * from './database/read-database.js';
export type { ReadSource } from './database/read-source.js';
export * from './database/cached-rows.js';
export { quotaMigrations, searchMigrations } from './database/platform-migrations.js';
export {
  countedUse,
  countedUses,
  inSeconds,
  overLimit,
  requireWithin,
  type CountedUse,
} from './database/quota.js';
export type { TableRights } from './database/rights.js';
export { findsPart, hasPart, searchFormOf } from './database/search.js';
export { sqlMigration } from './database/sql-migration.js';
export * from './database/sql-text.js';
export * from './database/transaction.js';
export { canonicalJson, RequestIdempotencyKey, type IdempotencyKey } from './database/idempotency.js';
export {
  csvDescription,
  mediaTypes,
  openDownload,
  workbookDescription,
  type FileFormat,
} from './downloads/download.js';
export { inMajorUnits } from './downloads/major-units.js';
export type { AnyColumn } from './downloads/table.js';
export { localTime } from './downloads/wall-clock.js';
export * from './http/problem.filter.js';
export * from './http/documentation.js';
export * from './http/openapi-document.js';
export * from './http/operation.module.js';
export * from './http/service.js';
export * from './gauges.js';
export { orAborted } from './or-aborted.js';
export { sharedLoads, type SharedLoads } from './shared-loads.js';
export * from './single-flight.js';
export { databaseOutage, LoggedOutage, Outage, reasonOf as reasonInOneLine } from './outage.js';
export * from './streams/changes.js';
export * from './streams/event-streams.js';
export * from './streams/repeatedly.js';
export * from './streams/streams.module.js';
export * from './metrics.js';
export * from './service-calls.js';
export * from './service-part.js';
export * from './time-limit.js';
export * from './watched-work.js';
