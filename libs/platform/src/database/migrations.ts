import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource, MigrationExecutor, type DataSourceOptions } from 'typeorm';
import { setTimeout as delay } from 'node:timers/promises';
import { markConnectionFailures } from './connections.js';
import { isDatabaseFailure } from './failures.js';
import { poolOptions } from './pool-options.js';
import { databaseOutage, reasonOf } from '../outage.js';
import { grantRights, type TableRights } from './rights.js';
import type { Transaction } from './transaction.js';

const patienceMilliseconds = 60_000;
const pauseMilliseconds = 500;
const migrationLock = 'ates:migrations';
/** What one statement of a migration may take, and how long another instance that migrates is waited for. */
const migrationMilliseconds = 10 * 60_000;

const logger = new Logger('Database');

/** Who owns the tables, and what the role that the service runs as may do with them. */
export interface Ownership {
  /** The owner's address; without it the running role migrates, or somebody else did. */
  ownerUrl: string | undefined;
  rights: TableRights;
  /** What the owner does after migrating, in the same transaction, at each start. */
  asOwner?: OwnersWork | undefined;
}

/** Work that only the owner of the tables may do. */
export type OwnersWork = (owner: Transaction) => Promise<void>;

/**
 * Connects, waiting for a database that is still coming up, with its tables at this version. With an owner, the owner
 * migrates and gives the running role its rights, and is gone before anything else happens. Without one the running role
 * migrates what it owns, which is said in the log; what it does not own must be at this version.
 */
export async function openDataSource(
  options: DataSourceOptions,
  { ownerUrl, rights, asOwner }: Ownership = { ownerUrl: undefined, rights: {} },
): Promise<DataSource> {
  if (ownerUrl !== undefined) {
    await migrateAsOwner(options, ownerUrl, rights, asOwner);
  }
  const dataSource = await connect(options);
  try {
    await prepareAsRunningRole(dataSource, options, ownerUrl, asOwner);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return dataSource;
}

/** Brings the tables to this version as their owner, and gives the role of `options` its rights on them. */
export async function migrateAsOwner(
  options: DataSourceOptions,
  ownerUrl: string,
  rights: TableRights,
  asOwner: OwnersWork = nothing,
): Promise<void> {
  const role = roleOf(urlOf(options));
  if (role === roleOf(ownerUrl)) {
    throw new Error(
      'DATABASE_OWNER_URL names the same role as DATABASE_URL. Name the owner, or leave the key out.',
    );
  }
  await migrate({ ...options, url: ownerUrl } as DataSourceOptions, async (tx) => {
    await grantRights(tx, role, rights);
    await asOwner(tx);
  });
}

const nothing: OwnersWork = () => Promise.resolve();

async function connect(options: DataSourceOptions): Promise<DataSource> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    const dataSource = new DataSource(options);
    try {
      await dataSource.initialize();
      databaseOutage.ended();
      return markConnectionFailures(dataSource);
    } catch (error) {
      if (!isDatabaseFailure(error)) {
        throw error;
      }
      if (performance.now() > deadline) {
        throw gaveUp(error);
      }
      databaseOutage.began(error);
      await delay(pauseMilliseconds);
    }
  }
}

/** Ends the process, so it is what its operator reads: a sentence without a stack. */
function gaveUp(reason: unknown): Error {
  const error = new Error(
    `The database did not answer for ${patienceMilliseconds / 1000} s, so the service gives up: ${reasonOf(reason)}. ` +
      'Check DATABASE_URL and the database, then start the service again.',
  );
  error.stack = error.message;
  return error;
}

async function prepareAsRunningRole(
  dataSource: DataSource,
  options: DataSourceOptions,
  ownerUrl: string | undefined,
  asOwner: OwnersWork = nothing,
): Promise<void> {
  const { role, is_owner: isOwner } = await roleIn(dataSource);
  if (isOwner) {
    logger.warn(
      `The role ${role} of DATABASE_URL owns the tables, so nothing in the database keeps it from changing what must ` +
        'stay as it is. Run as another role than the owner: docs/operations.md, "Two roles for each database".',
    );
  }
  if (ownerUrl !== undefined) {
    return;
  }
  if (isOwner) {
    await migrate(options, asOwner);
  } else {
    await requireMigrated(dataSource, role);
  }
}

interface RunningRole {
  role: string;
  /** It may change the tables themselves, or make them where there are none. */
  is_owner: boolean;
}

async function roleIn(dataSource: DataSource): Promise<RunningRole> {
  const [found] = await dataSource.query<RunningRole[]>(
    `select current_user::text as role,
            coalesce((select bool_or(pg_has_role(current_user, relowner, 'member'))
                      from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')),
                     has_schema_privilege(current_user, 'public', 'create')) as is_owner`,
  );
  if (!found) {
    throw new Error('the database did not say which role this is');
  }
  return found;
}

async function requireMigrated(dataSource: DataSource, role: string): Promise<void> {
  const done = await migrationsDone(dataSource);
  const due = migrationsOf(dataSource).filter((name) => !done.has(name));
  if (due.length > 0) {
    throw new Error(
      `The tables of the database are not at this version (${due.length} migrations are due, first ${due[0]}), and the ` +
        `role ${role} of DATABASE_URL does not own them. Set DATABASE_OWNER_URL to the owner's address, or migrate first: ` +
        'docs/operations.md, "Two roles for each database".',
    );
  }
}

/** The names of the migrations of this version, oldest first. */
export const migrationsOf = (dataSource: DataSource): string[] =>
  dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);

/** The names of the migrations that a database has. */
export async function migrationsDone(dataSource: DataSource): Promise<Set<string>> {
  const [row] = await dataSource.query<{ is_there: boolean }[]>(
    `select to_regclass('public.migrations') is not null as is_there`,
  );
  const names = row?.is_there
    ? await dataSource.query<{ name: string }[]>(`select name from migrations`)
    : [];
  return new Set(names.map(({ name }) => name));
}

/**
 * Runs what is due of the migrations, and what is to be done afterwards, all in one transaction that has the lock; of
 * several instances that start together one does, the others wait for it. One that is frozen meanwhile loses the
 * transaction, and with it the lock, as soon as PostgreSQL finds it idle for too long (S10).
 */
async function migrate(options: DataSourceOptions, afterwards: OwnersWork): Promise<void> {
  // Over a connection of its own, whose statements may take their time.
  const dataSource = await connect({
    ...options,
    extra: { ...poolOptions(1), statement_timeout: migrationMilliseconds },
  });
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await takeTurn(runner.manager);
    await new MigrationExecutor(dataSource, runner).executePendingMigrations();
    await afterwards(runner.manager);
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) {
      await runner.rollbackTransaction().catch(() => undefined);
    }
    throw error;
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

async function takeTurn(tx: Transaction): Promise<void> {
  const deadline = performance.now() + migrationMilliseconds;
  for (let isReported = false; !(await takeLock(tx)); isReported = true) {
    if (performance.now() > deadline) {
      throw new Error(
        `Another instance has been migrating this database for ${migrationMilliseconds / 60_000} minutes (${await whoMigrates(tx)}). ` +
          'If it does not get on, end it; then start this one again.',
      );
    }
    if (!isReported) {
      logger.log(`waiting for another instance that migrates this database (${await whoMigrates(tx)})`);
    }
    await delay(pauseMilliseconds);
  }
}

async function takeLock(tx: Transaction): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `select from (select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as is_ours) as asked where is_ours`,
    [migrationLock],
  );
  return rows.length > 0;
}

async function whoMigrates(tx: Transaction): Promise<string> {
  const [holder] = await tx.query<object[]>(
    `select pid, client_addr, state, now() - xact_start as since
     from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and objsubid = 1
       and ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)
       and pg_locks.database = (select oid from pg_database where datname = current_database())`,
    [migrationLock],
  );
  return holder === undefined ? 'it has just ended' : `its session: ${JSON.stringify(holder)}`;
}

const roleOf = (url: string): string => new pg.Client({ connectionString: url }).user ?? '';

const urlOf = (options: DataSourceOptions): string => {
  if (options.type !== 'postgres' || typeof options.url !== 'string') {
    throw new Error('The data source must be PostgreSQL, by url');
  }
  return options.url;
};
