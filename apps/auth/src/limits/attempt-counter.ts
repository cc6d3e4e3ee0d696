import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';

/** A counter in the table `attempt_count`, shared by all instances: allows `points` per `duration` seconds and key. */
export const attemptCounter = (
  storeClient: DataSource,
  keyPrefix: string,
  points: number,
  duration: number,
): RateLimiterPostgres =>
  new RateLimiterPostgres({
    storeClient,
    storeType: 'typeorm',
    tableName: 'attempt_count',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix,
    points,
    duration,
  });
