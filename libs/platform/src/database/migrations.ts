import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource, MigrationExecutor, type DataSourceOptions } from 'typeorm';
import { setTimeout as delay } from 'node:timers/promises';
import { markConnectionFailures } from './connections.js';
import { isDatabaseFailure } from './failures.js';
import { operatorError } from './operator-error.js';
import { poolOptions } from './pool-options.js';
import { databaseOutage, reasonOf } from '../outage.js';
import { grantRights, type TableRights } from './rights.js';
import { requireServerVersion } from './server-version.js';
import type { Transaction } from './transaction.js';

const patienceMilliseconds = 60_000;
const pauseMilliseconds = 500;
const migrationLock = 'ates:migrations';
/** The time limit of a migration's statement, and of waiting for another instance that is migrating. */
export const migrationMilliseconds = 10 * 60_000;

const logger = new Logger('Database');

/** Who owns the tables, and the rights of the role that the service runs as. */
export interface Ownership {
  /** The owner's address; without it the running role migrates, or the tables are migrated already. */
  ownerUrl: string | undefined;
  rights: TableRights;
  /** What the owner does after migrating, in the same transaction, at each start. */
  asOwner?: OwnersWork | undefined;
}

/** Work that only the owner of the tables may do. */
export type OwnersWork = (owner: Transaction) => Promise<void>;

/**
 * Connects to the database, waiting up to a minute while it starts up, and makes sure its tables are at this version.
 * With an owner, the owner migrates, grants the running role its rights and disconnects before anything else happens.
 * Without one, the running role migrates what it owns, with a warning in the log; tables it does not own must be at
 * this version, or it throws.
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

/** Migrates the tables to this version as their owner, and grants the role of `options` its rights on them. */
export async function migrateAsOwner(
  options: DataSourceOptions,
  ownerUrl: string,
  rights: TableRights,
  asOwner: OwnersWork = nothing,
): Promise<void> {
  const role = roleOf(urlOf(options));
  if (role === roleOf(ownerUrl)) {
    throw new Error(
      'DATABASE_OWNER_URL names the same role as DATABASE_URL. Set it to the owner, or leave it out.',
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

const gaveUp = (reason: unknown): Error =>
  operatorError(
    `The database did not answer for ${patienceMilliseconds / 1000} s; giving up: ${reasonOf(reason)}. ` +
      'Check DATABASE_URL and the database, then start the service again.',
  );

async function prepareAsRunningRole(
  dataSource: DataSource,
  options: DataSourceOptions,
  ownerUrl: string | undefined,
  asOwner: OwnersWork = nothing,
): Promise<void> {
  await requireServerVersion(dataSource.manager);
  const { role, is_owner: isOwner } = await roleIn(dataSource);
  if (isOwner) {
    logger.warn(
      `The role ${role} of DATABASE_URL owns the tables, so the database cannot protect records that must never ` +
        'change. Run the service as a role other than the owner: docs/operations.md, "Two roles for each database".',
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
  /** Whether it may alter the tables, or create them if there are none. */
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
    throw new Error('the database did not return the current role');
  }
  return found;
}

async function requireMigrated(dataSource: DataSource, role: string): Promise<void> {
  const { due } = await migrationState(dataSource);
  if (due.length > 0) {
    throw new Error(
      `The database's tables are older than this version (pending migrations: ${due.length}, first ${due[0]}), and ` +
        `the role ${role} of DATABASE_URL does not own them. Set DATABASE_OWNER_URL to the owner's address, or ` +
        'migrate first: docs/operations.md, "Two roles for each database".',
    );
  }
}

/** The migrations of this version that a database lacks, and those it has beyond this version, by name. */
interface MigrationState {
  due: string[];
  ahead: string[];
}

/**
 * Compares a database with the migrations of this version. Throws an error with a message for the operator if the
 * database was made before version 0.1: its tables are there, but none of the migrations that this version knows.
 */
export async function migrationState(
  dataSource: DataSource,
  tx: Transaction = dataSource.manager,
): Promise<MigrationState> {
  const known = migrationsOf(dataSource);
  const done = await migrationsDone(tx);
  const [first] = done;
  if (first !== undefined && !known.some((name) => done.has(name))) {
    throw madeBefore(first);
  }
  return {
    due: known.filter((name) => !done.has(name)),
    ahead: [...done].filter((name) => !known.includes(name)),
  };
}

const migrationsOf = (dataSource: DataSource): string[] =>
  dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);

/** The names of the migrations that have run on a database, in that order. */
async function migrationsDone(tx: Transaction): Promise<Set<string>> {
  const [row] = await tx.query<{ is_there: boolean }[]>(
    `select to_regclass('public.migrations') is not null as is_there`,
  );
  const names = row?.is_there
    ? await tx.query<{ name: string }[]>(`select name from migrations order by id`)
    : [];
  return new Set(names.map(({ name }) => name));
}

const madeBefore = (first: string): Error =>
  operatorError(
    `This database was made by a version before 0.1 (its first migration: ${first}), whose migrations no longer ` +
      'exist, so this version cannot bring it up to date. Nothing was changed. If you do not need its data, delete ' +
      'the folder .data (of npm start), or create an empty database. To keep its data: docs/operations.md, ' +
      '"A database from before 0.1".',
  );

/**
 * Runs the pending migrations and `afterwards` in one transaction that holds the migration lock; of several instances
 * that start together, one migrates and the others wait. An instance that freezes meanwhile loses its transaction, and
 * with it the lock, once PostgreSQL has found it idle for too long (S10).
 */
async function migrate(options: DataSourceOptions, afterwards: OwnersWork): Promise<void> {
  // Over a separate connection with a longer statement timeout.
  const dataSource = await connect({
    ...options,
    extra: { ...poolOptions(1), statement_timeout: migrationMilliseconds },
  });
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await requireServerVersion(runner.manager);
    await waitForLock(runner.manager);
    await migrationState(dataSource, runner.manager);
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

async function waitForLock(tx: Transaction): Promise<void> {
  const deadline = performance.now() + migrationMilliseconds;
  for (let isReported = false; !(await takeLock(tx)); isReported = true) {
    if (performance.now() > deadline) {
      throw new Error(
        `Another instance has been migrating this database for ${migrationMilliseconds / 60_000} minutes ` +
          `(${await whoMigrates(tx)}). ` +
          'If it makes no progress, stop it and start this instance again.',
      );
    }
    if (!isReported) {
      logger.log(`waiting for another instance that is migrating this database (${await whoMigrates(tx)})`);
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
