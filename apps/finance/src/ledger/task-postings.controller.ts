import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  taskPostings,
  taskPostingsQuery,
  uuidParameter,
  type TaskPostings,
  type TaskPostingsQuery,
} from '@ates/contracts';
import { ApiRoute, Allow, CurrentPrincipal, type Principal } from '@ates/platform';
import { seesEveryAccount } from './account-owner.js';
import { monthDetached } from './detached-months.js';
import { TaskPostingsQueries } from './task-postings.queries.js';

/** REST endpoint for the postings of a task. */
@ApiTags('accounting')
@Controller('tasks')
export class TaskPostingsController {
  constructor(private readonly queries: TaskPostingsQueries) {}

  /** A task's fees, rewards and reversals, newest first, page by page (F4). */
  @Get(':uuid/postings')
  @Allow({ people: 'everyone', services: 'accounts:read' })
  @ApiRoute({
    summary: "List a task's postings, newest first",
    description:
      'Everyone sees their own postings; accountants, administrators and services see all of them. `complete` tells ' +
      'whether these are all postings of the task.',
    answers: { 200: taskPostings },
    problems: {
      404: { 'task-not-priced': 'No event about this task has arrived yet' },
      409: monthDetached,
    },
  })
  postings(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @Query({ schema: taskPostingsQuery }) query: TaskPostingsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TaskPostings> {
    return this.queries.postings(uuid, seesEveryAccount(principal) ? undefined : principal.id, query);
  }
}
