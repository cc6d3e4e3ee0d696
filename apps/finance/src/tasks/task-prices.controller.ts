import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { taskPrice, uuidParameter, type TaskPrice } from '@ates/contracts';
import { Allow, ProblemResponse } from '@ates/platform';
import { TasksQueries } from './tasks.queries.js';

/** What tasks cost and bring. */
@ApiTags('accounting')
@Controller('tasks')
export class TaskPricesController {
  constructor(private readonly queries: TasksQueries) {}

  /** A task's fee and reward, in minor units (F1). */
  @Get(':uuid/price')
  @Allow({ people: 'everyone', services: 'tasks:read' })
  @ApiOperation({ summary: 'What a task costs its performer, and what it brings when it is done' })
  @ApiResponse({ status: 200, standardSchema: taskPrice })
  @ProblemResponse(400, { 'invalid-request': 'the id is no UUID' })
  @ProblemResponse(404, { 'task-not-priced': 'no event told of this task yet' })
  price(@Param({ schema: uuidParameter }) { uuid }: { uuid: string }): Promise<TaskPrice> {
    return this.queries.price(uuid);
  }
}
