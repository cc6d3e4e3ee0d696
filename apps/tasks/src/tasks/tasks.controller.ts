import { Body, Controller, Get, Header, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  newTask,
  performerList,
  performersQuery,
  task,
  taskChange,
  taskCounts,
  taskCountsQuery,
  taskHistory,
  taskPage,
  tasksQuery,
  uuidParameter,
  workload,
  workloadQuery,
  type NewTask,
  type PerformerList,
  type PerformersQuery,
  type TaskChange,
  type TaskCounts,
  type TaskCountsQuery,
  type TaskHistory,
  type TasksQuery,
  type TaskView,
  type Workload,
  type WorkloadQuery,
} from '@ates/contracts';
import {
  ApiRoute,
  Allow,
  ApiIdempotencyKey,
  type Asker,
  CurrentAsker,
  CurrentPrincipal,
  type IdempotencyKey,
  type Principal,
  Problem,
  RequestIdempotencyKey,
  heavyReadProblems,
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

/** Tasks over REST: everyone who is signed in can read and create them; performers complete their own. */
@ApiTags('tasks')
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: TasksQueries,
  ) {}

  /** Creates a task and draws its performer at random, everyone eligible being equally likely (T2). */
  @Post()
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Create a task',
    description:
      'Assigns the task to a random active person who is neither a manager nor an administrator, and returns it with ' +
      'its performer. A tracker key goes in brackets at the beginning: `[POPUG-42] - Fix the perch` is split into ' +
      'key and title.',
    answers: { 201: { description: 'Created; `Location` is its address', schema: task } },
    problems: {
      409: { 'no-eligible-performer': 'No one is eligible to perform it; nothing was stored' },
      429: { 'too-many-tasks': 'You have created too many tasks within a minute; see Retry-After' },
    },
  })
  async create(
    @Body({ schema: newTask }) body: NewTask,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskView> {
    const created = await this.commands.execute(
      new CreateTask(principal.id, body.description, idempotencyKey),
    );
    // Relative, so that it also holds behind the origin's prefix.
    void reply.header('location', `tasks/${created.uuid}`);
    return created;
  }

  /** A page of tasks in an order (T1, T8). */
  @Get()
  @Allow(everyoneAndServices)
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiRoute({
    summary: 'List tasks, newest first or in another order',
    description:
      '`performer=me` lists your own tasks. A task must match every filter. `text` matches any part of the ' +
      'description, regardless of case and Unicode form; brackets and lone dashes are ignored. You can run one search ' +
      'at a time; further ones are queued.',
    answers: { 200: taskPage },
    problems: heavyReadProblems,
  })
  list(
    @Query({ schema: tasksQuery }) query: TasksQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<string> {
    return this.queries.page({ ...query, performer: performerOf(query, principal) }, asker);
  }

  /** The number of open tasks, of all performers or of one (T1). */
  @Get('counts')
  @Allow(everyoneAndServices)
  @ApiRoute({
    summary: 'Count open tasks',
    description: 'Of all performers or of one; `performer=me` counts your own tasks.',
    answers: { 200: taskCounts },
  })
  counts(
    @Query({ schema: taskCountsQuery }) query: TaskCountsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TaskCounts> {
    return this.queries.counts(performerOf(query, principal));
  }

  /** The people whose tasks can be listed, to choose one by name (T8). */
  @Get('performers')
  @Allow(everyoneAndServices)
  @ApiRoute({
    summary: 'List the people whose tasks can be listed',
    description: 'The first 20 by name who perform tasks or are the performer of one.',
    answers: { 200: performerList },
  })
  performers(@Query({ schema: performersQuery }) query: PerformersQuery): Promise<PerformerList> {
    return this.queries.performers(query);
  }

  /** What there is to do by age, and the money of one performer's tasks, in minor units (T1, T9). */
  @Get('workload')
  @Allow(everyoneAndServices)
  @ApiRoute({
    summary: 'Get what there is to do, and what was done since the day began',
    description:
      'Of all performers or of one, with the fees and rewards of their tasks; `performer=me` is your own workload.',
    answers: { 200: workload },
  })
  workload(
    @Query({ schema: workloadQuery }) query: WorkloadQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Workload> {
    return this.queries.workload(query, performerOf(query, principal));
  }

  /** One task (T8). */
  @Get(':uuid')
  @Allow(everyoneAndServices)
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiRoute({
    summary: 'Get a task',
    answers: { 200: task },
    problems: { 404: { 'task-not-found': 'There is no such task' } },
  })
  read(@Param({ schema: uuidParameter }) { uuid }: TaskParameter): Promise<string> {
    return this.queries.one(uuid);
  }

  /** The history of a task: its assignments and its completion, oldest first (T8). */
  @Get(':uuid/history')
  @Allow(everyoneAndServices)
  @ApiRoute({
    summary: 'Get the history of a task',
    answers: { 200: taskHistory },
    problems: { 404: { 'task-not-found': 'There is no such task' } },
  })
  history(@Param({ schema: uuidParameter }) { uuid }: TaskParameter): Promise<TaskHistory> {
    return this.queries.history(uuid);
  }

  /** Edits the description, for the author, managers and administrators (T6). */
  @Patch(':uuid')
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Edit the description of a task',
    description: 'For its author, managers and administrators. An unchanged description changes nothing.',
    answers: { 200: task },
    problems: {
      403: { 'not-your-text': 'You are not its author' },
      404: { 'task-not-found': 'There is no such task' },
    },
  })
  change(
    @Param({ schema: uuidParameter }) { uuid }: TaskParameter,
    @Body({ schema: taskChange }) body: TaskChange,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<TaskView> {
    return this.commands.execute(new ChangeTask(uuid, principal, body.description, idempotencyKey));
  }

  /** Completes a task, for its performer. Completion is final (T3). */
  @Put(':uuid/complete')
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Complete your task',
    description: 'For its performer. Completion is final and earns the reward.',
    answers: { 200: task },
    problems: {
      403: { 'not-your-task': 'It is assigned to someone else' },
      404: { 'task-not-found': 'There is no such task' },
      409: { 'task-already-completed': 'It is already completed' },
    },
  })
  complete(
    @Param({ schema: uuidParameter }) { uuid }: TaskParameter,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<TaskView> {
    return this.commands.execute(new CompleteTask(uuid, principal.id, idempotencyKey));
  }

  /** Draws a new performer for one open task; the assignment is charged (T5). */
  @Put(':uuid/assign')
  @Allow({ people: rolesThatManageTasks })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Reassign a task',
    description:
      'For managers and administrators. Draws a random performer: everyone eligible is equally likely, including the ' +
      'current performer. The assignment is charged.',
    answers: { 200: task },
    problems: {
      404: { 'task-not-found': 'There is no such task' },
      409: {
        'task-already-completed': 'It is already completed',
        'no-eligible-performer': 'No one is eligible to perform it; nothing was changed',
      },
      429: { 'too-many-redraws': 'You have reassigned too many tasks within a minute; see Retry-After' },
    },
  })
  assign(
    @Param({ schema: uuidParameter }) { uuid }: TaskParameter,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<TaskView> {
    return this.commands.execute(new AssignTask(uuid, principal.id, idempotencyKey));
  }
}

/**
 * Resolves `me` to the caller's id; undefined means all performers. Throws when a service asks for `me`.
 */
function performerOf({ performer }: TaskCountsQuery, principal: Principal): string | undefined {
  if (performer !== 'me') {
    return performer;
  }
  if (principal.kind === 'service') {
    throw new Problem('invalid', 'invalid-request', 'A service has no tasks of its own. Name a performer.', {
      errors: [{ path: 'performer', code: 'people-only', message: '`me` is only for people' }],
    });
  }
  return principal.id;
}
