import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { EventBatch } from '@ates/messaging';
import { PostTaskEvents, type TaskEventBody } from './post-task-events.js';

/** Consumes events of Tasks. */
@Controller()
export class TasksConsumer {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern('tasks.task.*')
  receive(@Payload() batch: EventBatch<TaskEventBody>): Promise<void> {
    return this.commands.execute(new PostTaskEvents(batch));
  }
}
