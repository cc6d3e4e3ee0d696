import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
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
  ApiRoute,
  Allow,
  ApiIdempotencyKey,
  RequestIdempotencyKey,
  type IdempotencyKey,
} from '@ates/platform';
import { ReconciliationQueries } from './reconciliation.queries.js';
import { StartReconciliation } from './start-reconciliation.js';

/** Gaps and lag, and comparisons with the producers' feeds (F11). */
@ApiTags('reconciliation')
@Controller('reconciliation')
export class ReconciliationController {
  constructor(
    private readonly queries: ReconciliationQueries,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Allow({ people: ['accountant', 'administrator'] })
  @ApiRoute({
    summary: 'Get consumer positions, reconciliation runs and health gauges',
    description: '`figures` are also exposed as gauges on /metrics.',
    answers: { 200: reconciliation },
  })
  state(): Promise<Reconciliation> {
    return this.queries.state();
  }

  @Get('runs/:uuid')
  @Allow({ people: ['accountant', 'administrator'] })
  @ApiRoute({
    summary: 'Get one comparison with a feed',
    answers: { 200: reconciliationRun },
    problems: { 404: { 'reconciliation-not-found': 'No reconciliation has this id' } },
  })
  run(@Param({ schema: uuidParameter }) { uuid }: { uuid: string }): Promise<ReconciliationRun> {
    return this.queries.run(uuid);
  }

  /** Requests a comparison with a producer's feed, from a position or from the beginning (F11). */
  @Post('runs')
  @HttpCode(202)
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Compare with the feed of a producer, from the beginning or after a position',
    description:
      'Known events change nothing; missing ones take effect and are counted. ' +
      '`GET /reconciliation/runs/{uuid}` shows the progress.',
    answers: { 202: reconciliationRun },
    problems: { 404: { 'unknown-producer': 'This service does not consume events of that producer' } },
  })
  start(
    @Body({ schema: startReconciliation }) { producer, from }: StartReconciliationBody,
    @RequestIdempotencyKey() key: IdempotencyKey | undefined,
  ): Promise<ReconciliationRun> {
    return this.commands.execute(new StartReconciliation(producer, from, key));
  }
}
