import { Body, Controller, Get, Header, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  newTask,
  task,
  taskChange,
  taskCounts,
  taskCountsQuery,
  taskHistory,
  taskPage,
  tasksQuery,
  uuidParameter,
  type NewTask,
  type TaskChange,
  type TaskCounts,
  type TaskCountsQuery,
  type TaskHistory,
  type TasksQuery,
  type TaskView,
} from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  type Asker,
  CurrentAsker,
  CurrentPrincipal,
  type IdempotencyKey,
  type Principal,
  Problem,
  ProblemResponse,
  RequestIdempotencyKey,
} from '@ates/platform';
import { AssignTask } from './assign-task.js';
import { ChangeTask } from './change-task.js';
import { CompleteTask } from './complete-task.js';
import { CreateTask } from './create-task.js';
import { rolesThatManageTasks } from './task.entity.js';
import { TasksQueries } from './tasks.queries.js';

const everyoneAndServices = { people: 'everyone', services: 'tasks:read' } as const;

interface TaskParameter {
  uuid: string;
}

/** Tasks over REST: everybody signed in reads and creates them, performers complete their own. */
@ApiTags('tasks')
@ProblemResponse(401, { 'missing-token': 'Nobody is signed in', 'expired-token': 'The token ran out' })
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: TasksQueries,
  ) {}

  /** Creates a task; its performer is drawn at random, each who is eligible as likely as any other (T2). */
  @Post()
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Create a task',
    description:
      'A performer is drawn among all active people but managers and administrators. Answers the task, with its ' +
      'performer. A tracker key goes in brackets at the beginning: `[POPUG-42] - Fix the perch` is split into key and title.',
  })
  @ApiResponse({ status: 201, description: 'Created; `Location` names it', standardSchema: task })
  @ProblemResponse(400, { 'invalid-request': 'A field is missing, wrong or unknown; `errors` names it' })
  @ProblemResponse(403, { 'missing-scope': 'Services do not create tasks' })
  @ProblemResponse(409, {
    'no-eligible-performer': 'There is nobody who could perform it; nothing was stored',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-tasks': 'You have created too many within a minute; see Retry-After' })
  async create(
    @Body({ schema: newTask }) body: NewTask,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskView> {
    const created = await this.commands.execute(
      new CreateTask(principal.id, body.description, idempotencyKey),
    );
    // Relative to this address, so that it is right behind the origin's prefix as well.
    void reply.header('location', `tasks/${created.uuid}`);
    return created;
  }

  /** Lists tasks, newest first, page by page (T1, T8). */
  @Get()
  @Allow(everyoneAndServices)
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: 'List tasks, newest first',
    description:
      '`performer=me` lists your own. Filters narrow each other. `text` is found in any part of the description, ' +
      'however it is spelled; brackets and lone dashes do not matter. You can have one search running at a time: ' +
      'others of yours wait for it.',
  })
  @ApiResponse({ status: 200, standardSchema: taskPage })
  @ProblemResponse(400, {
    'invalid-request': 'A filter is wrong or unknown; `errors` names it',
    'invalid-cursor': 'The cursor is not one that this list gave',
  })
  @ProblemResponse(403, { 'missing-scope': 'The service has no scope tasks:read' })
  @ProblemResponse(429, { 'too-many-searches': 'Other searches of yours are waiting; see Retry-After' })
  @ProblemResponse(503, {
    'database-unavailable': 'The database does not answer; try again shortly',
    'searches-busy': 'Too many people are searching; see Retry-After',
    'read-took-too-long': 'The search took too long and was stopped; search for more letters',
  })
  list(
    @Query({ schema: tasksQuery }) query: TasksQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<string> {
    return this.queries.page({ ...query, performer: performerOf(query, principal) }, asker);
  }

  /** How many tasks there are to do, everybody's or a performer's (T1). */
  @Get('counts')
  @Allow(everyoneAndServices)
  @ApiOperation({
    summary: 'Count unfinished tasks',
    description: "Everybody's, or a performer's; `performer=me` counts the own ones.",
  })
  @ApiResponse({ status: 200, standardSchema: taskCounts })
  @ProblemResponse(400, { 'invalid-request': 'A filter is wrong or unknown; `errors` names it' })
  @ProblemResponse(403, { 'missing-scope': 'The service has no scope tasks:read' })
  counts(
    @Query({ schema: taskCountsQuery }) query: TaskCountsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TaskCounts> {
    return this.queries.counts(performerOf(query, principal));
  }

  /** One task (T8). */
  @Get(':uuid')
  @Allow(everyoneAndServices)
  @ApiOperation({ summary: 'Read a task' })
  @ApiResponse({ status: 200, standardSchema: task })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(403, { 'missing-scope': 'The service has no scope tasks:read' })
  @ProblemResponse(404, { 'task-not-found': 'There is no such task' })
  read(@Param({ schema: uuidParameter }) { uuid }: TaskParameter): Promise<TaskView> {
    return this.queries.one(uuid);
  }

  /** Who was drawn for a task and when, and when it was completed, oldest first (T8). */
  @Get(':uuid/history')
  @Allow(everyoneAndServices)
  @ApiOperation({ summary: 'Read what happened to a task' })
  @ApiResponse({ status: 200, standardSchema: taskHistory })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(403, { 'missing-scope': 'The service has no scope tasks:read' })
  @ProblemResponse(404, { 'task-not-found': 'There is no such task' })
  history(@Param({ schema: uuidParameter }) { uuid }: TaskParameter): Promise<TaskHistory> {
    return this.queries.history(uuid);
  }

  /** Its author, a manager or an administrator changes what a task says (T6). */
  @Patch(':uuid')
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Change the description of a task',
    description: 'For its author, managers and administrators. The same description again changes nothing.',
  })
  @ApiResponse({ status: 200, standardSchema: task })
  @ProblemResponse(400, { 'invalid-request': 'A field is missing, wrong or unknown; `errors` names it' })
  @ProblemResponse(403, {
    'not-your-text': 'Somebody else wrote it',
    'missing-scope': 'Services do not change tasks',
  })
  @ProblemResponse(404, { 'task-not-found': 'There is no such task' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  change(
    @Param({ schema: uuidParameter }) { uuid }: TaskParameter,
    @Body({ schema: taskChange }) body: TaskChange,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<TaskView> {
    return this.commands.execute(new ChangeTask(uuid, principal, body.description, idempotencyKey));
  }

  /** Its performer completes a task, once and for good (T3). */
  @Put(':uuid/complete')
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiOperation({ summary: 'Complete the own task', description: 'Once, for good: it is rewarded then.' })
  @ApiResponse({ status: 200, standardSchema: task })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(403, {
    'not-your-task': 'It is assigned to somebody else',
    'missing-scope': 'Services do not complete tasks',
  })
  @ProblemResponse(404, { 'task-not-found': 'There is no such task' })
  @ProblemResponse(409, { 'task-already-completed': 'It was completed before' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  complete(
    @Param({ schema: uuidParameter }) { uuid }: TaskParameter,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<TaskView> {
    return this.commands.execute(new CompleteTask(uuid, principal.id, idempotencyKey));
  }

  /** Draws the performer of one open task anew; whoever is drawn is charged again (T5). */
  @Put(':uuid/assign')
  @Allow({ people: rolesThatManageTasks })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Draw the performer of a task anew',
    description:
      'For managers and administrators. Everybody eligible is as likely as any other, the present performer too, ' +
      'and whoever is drawn is charged again.',
  })
  @ApiResponse({ status: 200, standardSchema: task })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(403, {
    'role-required': 'Only managers and administrators may',
    'missing-scope': 'Services draw nobody',
  })
  @ProblemResponse(404, { 'task-not-found': 'There is no such task' })
  @ProblemResponse(409, {
    'task-already-completed': 'It was completed before',
    'no-eligible-performer': 'There is nobody who could perform it; it stays as it is',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-redraws': 'You have redrawn too many within a minute; see Retry-After' })
  assign(
    @Param({ schema: uuidParameter }) { uuid }: TaskParameter,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<TaskView> {
    return this.commands.execute(new AssignTask(uuid, principal.id, idempotencyKey));
  }
}

/** Whose tasks are asked for, once it is settled who `me` is; undefined for everybody's. */
function performerOf({ performer }: TaskCountsQuery, principal: Principal): string | undefined {
  if (performer !== 'me') {
    return performer;
  }
  if (principal.kind === 'service') {
    throw new Problem('invalid', 'invalid-request', 'A service has no tasks of its own. Name a performer.', {
      errors: [{ path: 'performer', message: '`me` is for people' }],
    });
  }
  return principal.id;
}
