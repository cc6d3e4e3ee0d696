import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PricesConsumer } from './prices.consumer.js';
import { RecordPricesHandler } from './record-prices.js';

/** The prices of tasks, which Finance decides. */
@Module({
  imports: [CqrsModule],
  controllers: [PricesConsumer],
  providers: [RecordPricesHandler],
})
export class PricesModule {}
