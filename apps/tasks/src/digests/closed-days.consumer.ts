import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { DayClosedBody } from '@ates/contracts';
import type { EventBatch } from '@ates/messaging';
import { QueueDigests } from './queue-digests.js';

/** Consumes the days that Finance has closed. */
@Controller()
export class ClosedDaysConsumer {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern('finance.day.closed')
  receive(@Payload() batch: EventBatch<DayClosedBody>): Promise<void> {
    return this.commands.execute(new QueueDigests(batch));
  }
}
