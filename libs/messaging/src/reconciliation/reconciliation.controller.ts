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

/** Gaps and lag, and comparisons with the producers' feeds (F11). */
@ApiTags('reconciliation')
@ProblemResponse(401, {
  'missing-token': 'You are not signed in',
  'expired-token': 'The access token has expired',
})
@Controller('reconciliation')
export class ReconciliationController {
  constructor(
    private readonly queries: ReconciliationQueries,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Allow({ people: ['accountant', 'administrator'] })
  @ApiOperation({
    summary: 'Get consumer positions, reconciliation runs and health gauges',
    description: '`figures` are also exposed as gauges on /metrics.',
  })
  @ApiResponse({ status: 200, standardSchema: reconciliation })
  @ProblemResponse(403, { 'role-required': 'For accountants and administrators' })
  state(): Promise<Reconciliation> {
    return this.queries.state();
  }

  @Get('runs/:uuid')
  @Allow({ people: ['accountant', 'administrator'] })
  @ApiOperation({
    summary: 'Get one comparison with a feed',
  })
  @ApiResponse({ status: 200, standardSchema: reconciliationRun })
  @ProblemResponse(400, { 'invalid-request': 'The id is not a UUID' })
  @ProblemResponse(403, { 'role-required': 'For accountants and administrators' })
  @ProblemResponse(404, { 'reconciliation-not-found': 'No reconciliation has this id' })
  run(@Param({ schema: uuidParameter }) { uuid }: { uuid: string }): Promise<ReconciliationRun> {
    return this.queries.run(uuid);
  }

  /** Requests a comparison with a producer's feed, from a position or from the beginning (F11). */
  @Post('runs')
  @HttpCode(202)
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Compare with the feed of a producer, from the beginning or after a position',
    description:
      'Known events change nothing; missing ones take effect and are counted. ' +
      '`GET /reconciliation/runs/{uuid}` shows the progress.',
  })
  @ApiResponse({ status: 202, standardSchema: reconciliationRun })
  @ProblemResponse(400, { 'invalid-request': 'The body is invalid; `errors` lists what is wrong' })
  @ProblemResponse(403, { 'role-required': 'For administrators' })
  @ProblemResponse(404, { 'unknown-producer': 'This service does not consume events of that producer' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for another request' })
  start(
    @Body({ schema: startReconciliation }) { producer, from }: StartReconciliationBody,
    @RequestIdempotencyKey() key: IdempotencyKey | undefined,
  ): Promise<ReconciliationRun> {
    return this.commands.execute(new StartReconciliation(producer, from, key));
  }
}
