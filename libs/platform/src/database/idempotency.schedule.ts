import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database, longStatementMilliseconds } from './database.js';
import { unlessDatabaseIsAway } from './failures.js';
import { forgetKeysOlderThan } from './idempotency.js';

const hour = 60 * 60 * 1000;

/**
 * How long a request can be repeated with its key. Effects of messages have permanent keys; these are for people's
 * clicks.
 */
const idempotencyKeyDays = 30;

/** Deletes expired idempotency keys every hour. */
@Injectable()
export class IdempotencySchedule {
  constructor(private readonly database: Database) {}

  @Interval(hour)
  async forgetOldKeys(): Promise<void> {
    await unlessDatabaseIsAway(() =>
      this.database.transaction((tx) => forgetKeysOlderThan(tx, idempotencyKeyDays), {
        statementMilliseconds: longStatementMilliseconds,
      }),
    );
  }
}
