import { Controller, Get, HttpCode, Param, Put, Query, Res, Sse, type MessageEvent } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import {
  reassignment,
  reassignmentDraws,
  reassignmentPage,
  reassignmentParameter,
  reassignmentPreview,
  reassignmentsQuery,
  type Reassignment,
  type ReassignmentDraws,
  type ReassignmentPage,
  type ReassignmentPreview,
  type ReassignmentsQuery,
} from '@ates/contracts';
import {
  Allow,
  type Authorization,
  ApiIdempotencyKey,
  type Asker,
  CurrentAuthorization,
  CurrentAsker,
  CurrentPrincipal,
  EventStreams,
  type IdempotencyKey,
  type Principal,
  ProblemResponse,
  RequestIdempotencyKey,
} from '@ates/platform';
import { rolesThatManageTasks } from '../tasks/task.entity.js';
import { ReassignmentProgress } from './reassignment-progress.js';
import { ReassignmentsQueries } from './reassignments.queries.js';
import { RequestReassignment } from './request-reassignment.js';

const accepted = 202;

interface ReassignmentParameter {
  id: string;
}

/** Reassignments of all open tasks over REST (T4): for managers and administrators. */
@ApiTags('reassignments')
@ProblemResponse(401, { 'missing-token': 'Nobody is signed in', 'expired-token': 'The token ran out' })
@ProblemResponse(403, {
  'role-required': 'Only managers and administrators may',
  'missing-scope': 'Services may not',
})
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
@Allow({ people: rolesThatManageTasks })
@Controller('tasks')
export class ReassignmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: ReassignmentsQueries,
    private readonly progress: ReassignmentProgress,
    private readonly streams: EventStreams,
  ) {}

  /** Has all open tasks drawn anew, as often as one likes; whoever is drawn is charged again (T4). */
  @Put('reassign')
  @HttpCode(accepted)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Draw the performers of all open tasks anew',
    description:
      'For managers and administrators. Answers at once; `Location` tells how far it is. Each request is a ' +
      'reassignment of its own: they queue and never merge, and each assignment is charged. ' +
      'One of yours may wait beside one that is running.',
  })
  @ApiResponse({
    status: accepted,
    description: 'It will be done; `Location` names it',
    standardSchema: reassignment,
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-reassignments': 'Reassignments of yours are waiting; see Retry-After' })
  async reassign(
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Reassignment> {
    const requested = await this.commands.execute(new RequestReassignment(principal.id, idempotencyKey));
    // Relative to this address, so that it is right behind the origin's prefix as well.
    void reply.header('location', `reassignments/${requested.id}`);
    return requested;
  }

  /** What a reassignment would charge if it started now (T4). */
  @Get('reassign/preview')
  @ApiOperation({
    summary: 'Preview what reassigning all open tasks charges',
    description:
      'For managers and administrators. Counts the open tasks and sums up their fees. Tasks that Finance has not priced ' +
      'yet are counted apart: their fees come on top.',
  })
  @ApiResponse({ status: 200, standardSchema: reassignmentPreview })
  @ProblemResponse(429, { 'too-many-searches': 'Other searches of yours are waiting; see Retry-After' })
  @ProblemResponse(503, {
    'database-unavailable': 'The database does not answer; try again shortly',
    'searches-busy': 'Too many people are searching; see Retry-After',
    'read-took-too-long': 'The sum took too long and was stopped',
  })
  preview(@CurrentAsker() asker: Asker): Promise<ReassignmentPreview> {
    return this.queries.preview(asker);
  }

  /** Reassignments, newest first (T4). */
  @Get('reassignments')
  @ApiOperation({
    summary: 'List reassignments, newest first',
    description: 'For managers and administrators.',
  })
  @ApiResponse({ status: 200, standardSchema: reassignmentPage })
  @ProblemResponse(400, {
    'invalid-request': 'A parameter is wrong or unknown; `errors` names it',
    'invalid-cursor': 'The cursor is not one that this list gave',
  })
  list(@Query({ schema: reassignmentsQuery }) query: ReassignmentsQuery): Promise<ReassignmentPage> {
    return this.queries.page(query);
  }

  /** How far a reassignment is (T4). */
  @Get('reassignments/:id')
  @ApiOperation({
    summary: 'Read how far a reassignment is',
    description: 'For managers and administrators.',
  })
  @ApiResponse({ status: 200, standardSchema: reassignment })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(404, { 'reassignment-not-found': 'There is no such reassignment' })
  read(@Param({ schema: reassignmentParameter }) { id }: ReassignmentParameter): Promise<Reassignment> {
    return this.queries.one(id);
  }

  /** How the draws of a completed reassignment fell, worked out again from its seed (T4). */
  @Get('reassignments/:id/draws')
  @ApiOperation({
    summary: 'Read how evenly the draws of a reassignment fell',
    description:
      'For managers and administrators, once it is completed. Each draw is worked out again: the first 40 bits of ' +
      'SHA-256 over `<seed>:<task id>`, as a fraction of 2^40, times the number of people, in the order of their ids.',
  })
  @ApiResponse({ status: 200, standardSchema: reassignmentDraws })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(404, { 'reassignment-not-found': 'There is no such reassignment' })
  @ProblemResponse(409, { 'reassignment-not-completed': 'Its draws are shown once all are done' })
  draws(
    @Param({ schema: reassignmentParameter }) { id }: ReassignmentParameter,
    @CurrentAsker() asker: Asker,
  ): Promise<ReassignmentDraws> {
    return this.queries.draws(id, asker);
  }

  /** The progress of a reassignment as server-sent events, until it is completed (T4). */
  @Sse('reassignments/:id/progress')
  @ApiOperation({
    summary: 'Watch a reassignment',
    description:
      'For managers and administrators. Server-sent events: `progress` with the reassignment as it stands, at once ' +
      'and at each change, at most five a second, the last when it is completed; a comment every 15 seconds as a sign ' +
      'of life. It ends before that when the service stops, and when whoever watches may no longer, or the token ' +
      'runs out.',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events, each with a reassignment', standardSchema: reassignment })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(404, { 'reassignment-not-found': 'There is no such reassignment' })
  @ProblemResponse(429, { 'too-many-streams': 'The person has 32 streams open here; close one' })
  @ProblemResponse(503, {
    'no-stream-left': 'As many streams are open as this instance takes; try again shortly',
    'database-unavailable': 'The database does not answer; try again shortly',
  })
  async watch(
    @Param({ schema: reassignmentParameter }) { id }: ReassignmentParameter,
    @CurrentAuthorization() authorization: Authorization,
  ): Promise<Observable<MessageEvent>> {
    // Asked for here, so that one that is not there is a Problem and no stream.
    await this.queries.one(id);
    return this.streams.stream('reassignment-progress', this.progress.events(id), authorization);
  }
}
