import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { UserEventBody } from '@ates/contracts';
import type { EventBatch } from '@ates/messaging';
import { RecordUserEvents } from './record-user-events.js';

/** Consumes Auth's events about people. */
@Controller()
export class UsersConsumer {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern('auth.user.*')
  receive(@Payload() batch: EventBatch<UserEventBody>): Promise<void> {
    return this.commands.execute(new RecordUserEvents(batch));
  }
}
