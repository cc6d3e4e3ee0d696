import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseFailure } from './failures.js';

const patienceMilliseconds = 60_000;
const pauseMilliseconds = 500;
const migrationLock = 'ates:migrations';

/** Connects, waiting for a database that is still coming up, and brings its tables to this version. */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = await connect(options);
  await migrate(dataSource);
  return dataSource;
}

async function connect(options: DataSourceOptions): Promise<DataSource> {
  const logger = new Logger('Database');
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const dataSource = new DataSource(options);
    try {
      return await dataSource.initialize();
    } catch (error) {
      if (!isDatabaseFailure(error) || Date.now() > deadline) {
        throw error;
      }
      logger.warn(`The database does not answer yet: ${String(error)}`);
      await delay(pauseMilliseconds);
    }
  }
}

/** Runs what is due of the migrations; of several instances that start together one does, the others wait for it. */
async function migrate(dataSource: DataSource): Promise<void> {
  const lock = new pg.Client({ connectionString: urlOf(dataSource) });
  await lock.connect();
  try {
    await lock.query(`select pg_advisory_lock(hashtextextended($1, 0))`, [migrationLock]);
    await dataSource.runMigrations();
  } finally {
    await lock.end();
  }
}

const urlOf = (dataSource: DataSource): string => {
  const { options } = dataSource;
  if (options.type !== 'postgres' || typeof options.url !== 'string') {
    throw new Error('The data source must be PostgreSQL, by url');
  }
  return options.url;
};
