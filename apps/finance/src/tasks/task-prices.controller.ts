import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { taskPrice, uuidParameter, type TaskPrice } from '@ates/contracts';
import { Allow, ProblemResponse } from '@ates/platform';
import { TasksQueries } from './tasks.queries.js';

/** REST endpoint for the prices of tasks. */
@ApiTags('accounting')
@Controller('tasks')
export class TaskPricesController {
  constructor(private readonly queries: TasksQueries) {}

  /** A task's fee and reward, in minor units (F1). */
  @Get(':uuid/price')
  @Allow({ people: 'everyone', services: 'tasks:read' })
  @ApiOperation({ summary: 'Get the fee and the reward of a task' })
  @ApiResponse({ status: 200, standardSchema: taskPrice })
  @ProblemResponse(400, { 'invalid-request': 'The id is not a UUID' })
  @ProblemResponse(404, { 'task-not-priced': 'No event about this task has arrived yet' })
  price(@Param({ schema: uuidParameter }) { uuid }: { uuid: string }): Promise<TaskPrice> {
    return this.queries.price(uuid);
  }
}
