import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  taskPostings,
  taskPostingsQuery,
  uuidParameter,
  type TaskPostings,
  type TaskPostingsQuery,
} from '@ates/contracts';
import { Allow, CurrentPrincipal, ProblemResponse, type Principal } from '@ates/platform';
import { seesEveryAccount } from './account-owner.js';
import { TaskPostingsQueries } from './task-postings.queries.js';

/** REST endpoint for the postings of a task. */
@ApiTags('accounting')
@Controller('tasks')
export class TaskPostingsController {
  constructor(private readonly queries: TaskPostingsQueries) {}

  /** A task's fees, rewards and reversals, newest first, page by page (F4). */
  @Get(':uuid/postings')
  @Allow({ people: 'everyone', services: 'accounts:read' })
  @ApiOperation({
    summary: "List a task's postings, newest first",
    description:
      'Everyone sees their own postings; accountants, administrators and services see all of them. `complete` tells ' +
      'whether these are all postings of the task.',
  })
  @ApiResponse({ status: 200, standardSchema: taskPostings })
  @ProblemResponse(400, {
    'invalid-request': 'The id is not a UUID, or a parameter is invalid or unknown; `errors` names it',
    'invalid-cursor': 'The cursor was not returned by this list',
  })
  @ProblemResponse(401, {
    'missing-token': 'The request has no access token',
    'expired-token': 'The access token has expired',
  })
  @ProblemResponse(403, { 'missing-scope': 'The service has no scope accounts:read' })
  @ProblemResponse(404, { 'task-not-priced': 'No event about this task has arrived yet' })
  postings(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @Query({ schema: taskPostingsQuery }) query: TaskPostingsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TaskPostings> {
    return this.queries.postings(uuid, seesEveryAccount(principal) ? undefined : principal.id, query);
  }
}
