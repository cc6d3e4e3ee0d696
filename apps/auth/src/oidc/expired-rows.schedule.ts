import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '@ates/platform';
import { forgetOverKeys } from '../keys/signing-key.queries.js';
import { forgetExpiredPayloads, forgetOverCounts } from './expired-rows.js';

const tenMinutes = 10 * 60 * 1000;

/** Forgets what has expired: nothing reads it any more. */
@Injectable()
export class ExpiredRowsSchedule {
  constructor(private readonly database: Database) {}

  @Interval(tenMinutes)
  async forget(): Promise<void> {
    await this.database.transaction(async (tx) => {
      await forgetExpiredPayloads(tx);
      await forgetOverCounts(tx);
      await forgetOverKeys(tx);
    });
  }
}
