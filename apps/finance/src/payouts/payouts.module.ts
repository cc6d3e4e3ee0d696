import { Module } from '@nestjs/common';
import { PayoutsController } from './payouts.controller.js';
import { PayoutsExport } from './payouts-export.js';
import { PayoutsQueries } from './payouts.queries.js';

/** Payouts of closed days. */
@Module({
  controllers: [PayoutsController],
  providers: [PayoutsQueries, PayoutsExport],
})
export class PayoutsModule {}
