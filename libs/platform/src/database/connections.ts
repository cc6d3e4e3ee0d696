import type { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { NoConnection } from './failures.js';

/**
 * Marks whatever keeps the data source from getting a connection, by the one place that gets them: pg, its pool and Node
 * have many words for that, and none of them says anything about the work that wanted the connection.
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
