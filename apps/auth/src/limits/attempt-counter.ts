import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';

/** Counts in the table `attempt_count`, which all instances share: `points` within `duration` seconds, under keys of a prefix. */
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
