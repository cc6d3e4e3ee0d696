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

/** What tasks cost and brought whom. */
@ApiTags('accounting')
@Controller('tasks')
export class TaskPostingsController {
  constructor(private readonly queries: TaskPostingsQueries) {}

  /** A task's fees, rewards and reversals, newest first, page by page (F4). */
  @Get(':uuid/postings')
  @Allow({ people: 'everyone', services: 'accounts:read' })
  @ApiOperation({
    summary: 'What a task cost and brought, line by line, newest first',
    description:
      "Everybody signed in is shown the own lines, accountants, administrators and services everybody's; `complete` " +
      'tells whether these are all.',
  })
  @ApiResponse({ status: 200, standardSchema: taskPostings })
  @ProblemResponse(400, {
    'invalid-request': 'the id is no UUID, or a parameter is wrong or unknown; `errors` names it',
    'invalid-cursor': 'the cursor is not one that this list gave',
  })
  @ProblemResponse(401, { 'missing-token': 'nobody is signed in', 'expired-token': 'the token ran out' })
  @ProblemResponse(403, { 'missing-scope': 'services need accounts:read' })
  @ProblemResponse(404, { 'task-not-priced': 'no event told of this task yet' })
  postings(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @Query({ schema: taskPostingsQuery }) query: TaskPostingsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TaskPostings> {
    return this.queries.postings(uuid, seesEveryAccount(principal) ? undefined : principal.id, query);
  }
}
