import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PricesConsumer } from './prices.consumer.js';
import { RecordPricesHandler } from './record-prices.js';

/** Task prices, as published by Finance. */
@Module({
  imports: [CqrsModule],
  controllers: [PricesConsumer],
  providers: [RecordPricesHandler],
})
export class PricesModule {}
