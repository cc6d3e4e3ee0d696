import { Module } from '@nestjs/common';
import { VerificationController } from './verification.controller.js';
import { JournalQueries } from '../journal/journal.queries.js';
import { VerificationQueries } from './verification.queries.js';
import { VerifiedFeed } from './verified-feed.js';
import { VerifiedJournal } from './verified-journal.js';

/** Recomputes the books and reports where they differ. */
@Module({
  controllers: [VerificationController],
  providers: [VerificationQueries, VerifiedFeed, VerifiedJournal, JournalQueries],
})
export class VerificationModule {}
