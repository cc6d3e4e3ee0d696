import { Controller, Get, HttpCode, Param, Put, Query, Res, Sse, type MessageEvent } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import {
  currentReassignment,
  reassignment,
  reassignmentDraws,
  reassignmentPage,
  reassignmentParameter,
  reassignmentPreview,
  reassignmentsQuery,
  type CurrentReassignment,
  type Reassignment,
  type ReassignmentDraws,
  type ReassignmentPage,
  type ReassignmentPreview,
  type ReassignmentsQuery,
} from '@ates/contracts';
import {
  ApiRoute,
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
  RequestIdempotencyKey,
  heavyReadProblems,
} from '@ates/platform';
import { rolesThatManageTasks } from '../tasks/task.entity.js';
import { ReassignmentProgress } from './reassignment-progress.js';
import { ReassignmentsQueries } from './reassignments.queries.js';
import { RequestReassignment } from './request-reassignment.js';

const accepted = 202;

interface ReassignmentParameter {
  id: string;
}

/** Reassignments of all open tasks over REST (T4): for managers and administrators, except for what is in progress. */
@ApiTags('reassignments')
@Allow({ people: rolesThatManageTasks })
@Controller('tasks')
export class ReassignmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: ReassignmentsQueries,
    private readonly progress: ReassignmentProgress,
    private readonly streams: EventStreams,
  ) {}

  /** Requests a random reassignment of every open task. It can be repeated at will; each assignment is charged (T4). */
  @Put('reassign')
  @HttpCode(accepted)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Reassign all open tasks',
    description:
      'For managers and administrators. Assigns every open task to a random performer and charges each assignment. ' +
      'Responds at once; poll `Location` for progress. Each request is a separate reassignment: requests are queued ' +
      'and never merged. By default you can have one queued while another is running.',
    answers: { [accepted]: { description: 'Queued; `Location` is its address', schema: reassignment } },
    problems: {
      429: { 'too-many-reassignments': 'You have too many unfinished reassignments; see Retry-After' },
    },
  })
  async reassign(
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Reassignment> {
    const requested = await this.commands.execute(new RequestReassignment(principal.id, idempotencyKey));
    // Relative, so that it also holds behind the origin's prefix.
    void reply.header('location', `reassignments/${requested.id}`);
    return requested;
  }

  /** What a reassignment would charge if it started now (T4). */
  @Get('reassign/preview')
  @ApiRoute({
    summary: 'Preview the fees of reassigning all open tasks',
    description:
      'For managers and administrators. Counts the open tasks and adds up their fees. Tasks that Finance has not ' +
      'priced yet are counted separately; their fees come on top.',
    answers: { 200: reassignmentPreview },
    problems: heavyReadProblems,
  })
  preview(@CurrentAsker() asker: Asker): Promise<ReassignmentPreview> {
    return this.queries.preview(asker);
  }

  /** Whether a reassignment is in progress, and how far it is, for everyone (T4). */
  @Get('reassign/current')
  @Allow({ people: 'everyone' })
  @ApiRoute({
    summary: 'See whether a reassignment is in progress',
    description:
      'The reassignment that runs now, or the next one in the queue, and how many tasks it has reassigned so far. `GET ' +
      '/changes` reports its progress as the topic `reassignments`.',
    answers: { 200: currentReassignment },
  })
  current(): Promise<CurrentReassignment> {
    return this.queries.current();
  }

  /** Reassignments, newest first (T4). */
  @Get('reassignments')
  @ApiRoute({
    summary: 'List reassignments, newest first',
    description: 'For managers and administrators.',
    answers: { 200: reassignmentPage },
  })
  list(@Query({ schema: reassignmentsQuery }) query: ReassignmentsQuery): Promise<ReassignmentPage> {
    return this.queries.page(query);
  }

  /** The state and progress of a reassignment (T4). */
  @Get('reassignments/:id')
  @ApiRoute({
    summary: 'Get the progress of a reassignment',
    description: 'For managers and administrators.',
    answers: { 200: reassignment },
    problems: { 404: { 'reassignment-not-found': 'There is no such reassignment' } },
  })
  read(@Param({ schema: reassignmentParameter }) { id }: ReassignmentParameter): Promise<Reassignment> {
    return this.queries.one(id);
  }

  /** The draws of a completed reassignment, recomputed from its seed (T4). */
  @Get('reassignments/:id/draws')
  @ApiRoute({
    summary: 'Get the distribution of the draws of a reassignment',
    description:
      'For managers and administrators, once it is completed. Each draw is recomputed: the first 40 bits of ' +
      'SHA-256 over `<seed>:<task id>`, as a fraction of 2^40, times the number of people, ordered by id.',
    answers: { 200: reassignmentDraws },
    problems: {
      404: { 'reassignment-not-found': 'There is no such reassignment' },
      409: { 'reassignment-not-completed': 'The draws are published once it is completed' },
      ...heavyReadProblems,
    },
  })
  draws(
    @Param({ schema: reassignmentParameter }) { id }: ReassignmentParameter,
    @CurrentAsker() asker: Asker,
  ): Promise<ReassignmentDraws> {
    return this.queries.draws(id, asker);
  }

  /** The progress of a reassignment as server-sent events, until it is completed (T4). */
  @Sse('reassignments/:id/progress')
  @ApiRoute({
    summary: 'Watch the progress of a reassignment',
    description:
      'For managers and administrators. Server-sent events: `progress` carries the reassignment, sent at once and on ' +
      'each change, at most five times a second; the last one reports its completion. A comment every 15 seconds ' +
      'keeps the connection alive. The stream ends early when the service stops, when your access is revoked, or when your ' +
      'token expires.',
    answers: { 200: { description: 'Events that each carry the reassignment', schema: reassignment } },
    problems: {
      404: { 'reassignment-not-found': 'There is no such reassignment' },
      429: { 'too-many-streams': 'You already have 32 open streams on this instance; close one' },
      503: { 'no-stream-left': 'This instance has reached its limit of open streams; try again shortly' },
    },
  })
  @ApiProduces('text/event-stream')
  async watch(
    @Param({ schema: reassignmentParameter }) { id }: ReassignmentParameter,
    @CurrentAuthorization() authorization: Authorization,
  ): Promise<Observable<MessageEvent>> {
    // Checks that it exists first, so that an unknown id gets a Problem instead of a stream.
    await this.queries.one(id);
    return this.streams.stream('reassignment-progress', this.progress.events(id), authorization);
  }
}
