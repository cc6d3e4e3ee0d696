import type { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { NoConnection } from './failures.js';

/**
 * Wraps every failure to get a connection in NoConnection, in the one place where the data source gets them: pg, its
 * pool and Node report these failures in many ways, and none of them says anything about the work that needed the
 * connection.
 */
export function markConnectionFailures(dataSource: DataSource): DataSource {
  const { driver } = dataSource;
  if (driver instanceof PostgresDriver) {
    const obtain = driver.obtainMasterConnection.bind(driver);
    driver.obtainMasterConnection = async () => {
      try {
        return await obtain();
      } catch (error) {
        throw new NoConnection(error);
      }
    };
  }
  return dataSource;
}
