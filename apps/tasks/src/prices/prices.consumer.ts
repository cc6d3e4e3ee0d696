import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { TaskPricedBody } from '@ates/contracts';
import type { EventBatch } from '@ates/messaging';
import { RecordPrices } from './record-prices.js';

/** Consumes the price events of Finance. */
@Controller()
export class PricesConsumer {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern('finance.task.priced')
  receive(@Payload() batch: EventBatch<TaskPricedBody>): Promise<void> {
    return this.commands.execute(new RecordPrices(batch));
  }
}
