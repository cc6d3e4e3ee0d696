import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database, unlessDatabaseIsAway } from '@ates/platform';
import { forgetExpiredKeys } from '../keys/signing-key.queries.js';
import { forgetOldInvitations } from '../invitations/invitations.queries.js';
import { forgetOldRegistrations } from '../joining/registrations.queries.js';
import { forgetOldLinks } from '../links/one-time-links.queries.js';
import { forgetOldMails } from '../mails/mail-list.queries.js';
import { forgetExpiredPayloads, forgetExpiredCounts } from './expired-rows.js';

const tenMinutes = 10 * 60 * 1000;

/** Deletes expired rows, which nothing reads any more. */
@Injectable()
export class ExpiredRowsSchedule {
  constructor(private readonly database: Database) {}

  @Interval(tenMinutes)
  async forget(): Promise<void> {
    await unlessDatabaseIsAway(() =>
      this.database.transaction(async (tx) => {
        await forgetExpiredPayloads(tx);
        await forgetExpiredCounts(tx);
        await forgetExpiredKeys(tx);
        await forgetOldLinks(tx);
        await forgetOldRegistrations(tx);
        await forgetOldInvitations(tx);
        await forgetOldMails(tx);
      }),
    );
  }
}
