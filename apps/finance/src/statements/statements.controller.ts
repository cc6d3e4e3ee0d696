import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
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
  ApiRoute,
  Allow,
  ApiIdempotencyKey,
  CurrentPrincipal,
  RequestIdempotencyKey,
  type IdempotencyKey,
  type Principal,
} from '@ates/platform';
import { accountOwner } from '../ledger/account-owner.js';
import { monthDetached } from '../ledger/detached-months.js';
import { ResendStatement } from './resend-statement.js';
import { StatementsQueries } from './statements.queries.js';

const idParameter = z.strictObject({ id: uuid });

/** REST endpoints for statements and the delivery of their mails (F7). */
@ApiTags('statements')
@Controller()
export class StatementsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: StatementsQueries,
  ) {}

  /** A closed day's statement, as mailed, in JSON (F7). */
  @Get('accounting/statements/:date')
  @Allow({ people: 'everyone', services: 'accounts:read' })
  @ApiRoute({
    summary: 'Get the statement of a closed day',
    description:
      'Everyone can read their own statement; accountants, administrators and services can read any.',
    answers: { 200: statement },
    problems: {
      403: {
        'not-your-account':
          'Only accountants, administrators and services with the scope accounts:read can read other accounts',
      },
      404: { 'no-such-statement': 'The day is still open, or the person had no postings on it' },
      409: monthDetached,
    },
  })
  statement(
    @Param({ schema: statementParameter }) { date }: { date: string },
    @Query({ schema: statementQuery }) query: StatementQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Statement> {
    return this.queries.statement(accountOwner(principal, query.user), date);
  }

  /** Delivery states of the mails; parked ones by default (F7). */
  @Get('statements')
  @Allow({ people: ['accountant', 'administrator'], services: 'accounts:read' })
  @ApiRoute({
    summary: 'List mail deliveries of statements, newest days first',
    description:
      'For accountants, administrators and services. Returns parked mails unless `state` asks for others.',
    answers: { 200: statementDeliveryPage },
  })
  deliveries(
    @Query({ schema: statementDeliveriesQuery }) query: StatementDeliveriesQuery,
  ): Promise<StatementDeliveryPage> {
    return this.queries.deliveries(query);
  }

  /** Resends a parked statement (F7). */
  @Post('statements/:id/resend')
  @HttpCode(200)
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Resend a parked statement',
    description: 'For administrators. The mail goes to the address the person has at the time of sending.',
    answers: { 200: statementDelivery },
    problems: {
      404: { 'statement-not-found': 'No statement has this id' },
      409: { 'statement-not-parked': 'It has been sent already, or is still pending' },
    },
  })
  resend(
    @Param({ schema: idParameter }) { id }: { id: string },
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<StatementDelivery> {
    return this.commands.execute(new ResendStatement(id, idempotencyKey));
  }
}
