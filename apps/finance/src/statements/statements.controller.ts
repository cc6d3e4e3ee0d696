import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  statement,
  statementDeliveriesQuery,
  statementDelivery,
  statementDeliveryPage,
  statementParameter,
  statementQuery,
  uuid,
  type Statement,
  type StatementDeliveriesQuery,
  type StatementDelivery,
  type StatementDeliveryPage,
  type StatementQuery,
} from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  CurrentPrincipal,
  ProblemResponse,
  RequestIdempotencyKey,
  type IdempotencyKey,
  type Principal,
} from '@ates/platform';
import { accountOwner } from '../ledger/account-owner.js';
import { ResendStatement } from './resend-statement.js';
import { StatementsQueries } from './statements.queries.js';

const idParameter = z.strictObject({ id: uuid });

/** Statements over REST: what they say, and what became of their mails (F7). */
@ApiTags('statements')
@ProblemResponse(400, { 'invalid-request': 'a parameter is wrong or unknown; `errors` names it' })
@ProblemResponse(401, { 'missing-token': 'nobody is signed in', 'expired-token': 'the token ran out' })
@Controller()
export class StatementsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: StatementsQueries,
  ) {}

  /** What the mailed statement of a closed day says, as JSON (F7). */
  @Get('accounting/statements/:date')
  @Allow({ people: 'everyone', services: 'accounts:read' })
  @ApiOperation({
    summary: 'The statement of a closed day',
    description: 'Everybody signed in sees the own one; accountants, administrators and services every one.',
  })
  @ApiResponse({ status: 200, standardSchema: statement })
  @ProblemResponse(403, {
    'not-your-account':
      'only accountants, administrators and services with the scope accounts:read see others',
  })
  @ProblemResponse(404, {
    'no-such-statement': 'the day is open, or it had nothing to say about the person',
  })
  statement(
    @Param({ schema: statementParameter }) { date }: { date: string },
    @Query({ schema: statementQuery }) query: StatementQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Statement> {
    return this.queries.statement(accountOwner(principal, query.user), date);
  }

  /** What became of the mails; parked ones unless asked otherwise (F7). */
  @Get('statements')
  @Allow({ people: ['accountant', 'administrator'], services: 'accounts:read' })
  @ApiOperation({
    summary: 'What became of the mails of statements, newest days first',
    description: 'For accountants, administrators and services. Parked ones unless `state` says otherwise.',
  })
  @ApiResponse({ status: 200, standardSchema: statementDeliveryPage })
  @ProblemResponse(403, {
    'role-required': 'for accountants and administrators',
    'missing-scope': 'services need accounts:read',
  })
  deliveries(
    @Query({ schema: statementDeliveriesQuery }) query: StatementDeliveriesQuery,
  ): Promise<StatementDeliveryPage> {
    return this.queries.deliveries(query);
  }

  /** Has a parked statement sent again (F7). */
  @Post('statements/:id/resend')
  @HttpCode(200)
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Send a parked statement again',
    description: 'For administrators. It goes to the address that the person has by then.',
  })
  @ApiResponse({ status: 200, standardSchema: statementDelivery })
  @ProblemResponse(403, { 'role-required': 'for administrators' })
  @ProblemResponse(404, { 'statement-not-found': 'there is no such statement' })
  @ProblemResponse(409, { 'statement-not-parked': 'it was sent, or will be sent anyway' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'another request was sent under this key' })
  resend(
    @Param({ schema: idParameter }) { id }: { id: string },
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<StatementDelivery> {
    return this.commands.execute(new ResendStatement(id, idempotencyKey));
  }
}
