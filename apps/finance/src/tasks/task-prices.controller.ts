import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { taskPrice, uuidParameter, type TaskPrice } from '@ates/contracts';
import { ApiRoute, Allow } from '@ates/platform';
import { TasksQueries } from './tasks.queries.js';

/** REST endpoint for the prices of tasks. */
@ApiTags('accounting')
@Controller('tasks')
export class TaskPricesController {
  constructor(private readonly queries: TasksQueries) {}

  /** A task's fee and reward, in minor units (F1). */
  @Get(':uuid/price')
  @Allow({ people: 'everyone', services: 'tasks:read' })
  @ApiRoute({
    summary: 'Get the fee and the reward of a task',
    answers: { 200: taskPrice },
    problems: { 404: { 'task-not-priced': 'No event about this task has arrived yet' } },
  })
  price(@Param({ schema: uuidParameter }) { uuid }: { uuid: string }): Promise<TaskPrice> {
    return this.queries.price(uuid);
  }
}
