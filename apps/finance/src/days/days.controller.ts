import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  businessDayPage,
  businessDayParameter,
  businessDaysQuery,
  closeDayQuery,
  dayClosing,
  type BusinessDayPage,
  type BusinessDaysQuery,
  type CloseDayQuery,
  type DayClosing,
} from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  ProblemResponse,
  RequestIdempotencyKey,
  type IdempotencyKey,
} from '@ates/platform';
import { CloseDay } from './close-day.js';
import { DaysQueries } from './days.queries.js';

/** REST endpoints for working days: their totals, and closing one by hand (F6). */
@ApiTags('accounting')
@ProblemResponse(400, { 'invalid-request': 'A parameter is invalid or unknown; `errors` names it' })
@ProblemResponse(401, {
  'missing-token': 'The request has no access token',
  'expired-token': 'The access token has expired',
})
@Controller('accounting/days')
export class DaysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: DaysQueries,
  ) {}

  /** Closed days with their totals, newest first (F6). */
  @Get()
  @Allow({ people: ['accountant', 'administrator', 'manager'] })
  @ApiOperation({ summary: 'List closed days with their totals, newest first' })
  @ApiResponse({ status: 200, standardSchema: businessDayPage })
  @ProblemResponse(403, { 'role-required': 'This is for accountants, administrators and managers' })
  days(@Query({ schema: businessDaysQuery }) query: BusinessDaysQuery): Promise<BusinessDayPage> {
    return this.queries.days(query);
  }

  /**
   * Closes a day that has ended and pays out every positive balance, once (F6). Returns a closed day's original result.
   */
  @Post(':date/close')
  @HttpCode(200)
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Close a day, or preview its payouts',
    description:
      'Days are closed in order. Events that arrive later for a closed day are booked on the next open one: ' +
      'closing by hand does not wait for them. In a dry run, `waiting_for` lists the producers whose events ' +
      'have not all arrived.',
  })
  @ApiResponse({ status: 200, standardSchema: dayClosing })
  @ProblemResponse(403, { 'role-required': 'This is for administrators' })
  @ProblemResponse(404, { 'no-such-day': 'Nothing was booked up to this day' })
  @ProblemResponse(409, {
    'day-not-over': 'The day has not ended yet',
    'earlier-day-open': 'An earlier day must be closed first',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
  close(
    @Param({ schema: businessDayParameter }) { date }: { date: string },
    @Query({ schema: closeDayQuery }) query: CloseDayQuery,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<DayClosing> {
    return this.commands.execute(new CloseDay(date, query.dry_run, idempotencyKey));
  }
}
