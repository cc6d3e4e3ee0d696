import { Module } from '@nestjs/common';
import { VerificationController } from './verification.controller.js';
import { VerificationQueries } from './verification.queries.js';

/** Working the books out again, and saying where they differ. */
@Module({
  controllers: [VerificationController],
  providers: [VerificationQueries],
})
export class VerificationModule {}
