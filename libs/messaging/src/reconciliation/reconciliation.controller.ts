import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  reconciliation,
  reconciliationRun,
  startReconciliation,
  uuidParameter,
  type Reconciliation,
  type ReconciliationRun,
  type StartReconciliation as StartReconciliationBody,
} from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  ProblemResponse,
  RequestIdempotencyKey,
  type IdempotencyKey,
} from '@ates/platform';
import { ReconciliationQueries } from './reconciliation.queries.js';
import { StartReconciliation } from './start-reconciliation.js';

/** What is missing or late, and comparing with what the producers told (F11). */
@ApiTags('reconciliation')
@ProblemResponse(401, { 'missing-token': 'nobody is signed in', 'expired-token': 'the token ran out' })
@Controller('reconciliation')
export class ReconciliationController {
  constructor(
    private readonly queries: ReconciliationQueries,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Allow({ people: ['accountant', 'administrator'] })
  @ApiOperation({
    summary: 'How far each producer was heard, what was healed, and what should not be',
    description: 'The figures are gauges on /metrics too.',
  })
  @ApiResponse({ status: 200, standardSchema: reconciliation })
  @ProblemResponse(403, { 'role-required': 'for accountants and administrators' })
  state(): Promise<Reconciliation> {
    return this.queries.state();
  }

  @Get('runs/:uuid')
  @Allow({ people: ['accountant', 'administrator'] })
  @ApiOperation({
    summary: 'One comparison with a feed',
  })
  @ApiResponse({ status: 200, standardSchema: reconciliationRun })
  @ProblemResponse(400, { 'invalid-request': 'the id is no UUID' })
  @ProblemResponse(403, { 'role-required': 'for accountants and administrators' })
  @ProblemResponse(404, { 'reconciliation-not-found': 'there is none with this id' })
  run(@Param({ schema: uuidParameter }) { uuid }: { uuid: string }): Promise<ReconciliationRun> {
    return this.queries.run(uuid);
  }

  /** Compares with a producer's feed from a position on, from the beginning when none is given (F11). */
  @Post('runs')
  @HttpCode(202)
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Compare with all that a producer ever told, or told after a position',
    description:
      'What is there changes nothing; what is missing takes effect and is counted. ' +
      '`GET /reconciliation/runs/{uuid}` shows how far it is.',
  })
  @ApiResponse({ status: 202, standardSchema: reconciliationRun })
  @ProblemResponse(400, { 'invalid-request': 'the body is wrong; `errors` names it' })
  @ProblemResponse(403, { 'role-required': 'for administrators' })
  @ProblemResponse(404, { 'unknown-producer': 'this service takes no events of that producer' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'another request was sent under this key' })
  start(
    @Body({ schema: startReconciliation }) { producer, from }: StartReconciliationBody,
    @RequestIdempotencyKey() key: IdempotencyKey | undefined,
  ): Promise<ReconciliationRun> {
    return this.commands.execute(new StartReconciliation(producer, from, key));
  }
}
