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

/** Working days over REST: what they came to, and closing one by hand (F6). */
@ApiTags('accounting')
@ProblemResponse(400, { 'invalid-request': 'a parameter is wrong or unknown; `errors` names it' })
@ProblemResponse(401, { 'missing-token': 'nobody is signed in', 'expired-token': 'the token ran out' })
@Controller('accounting/days')
export class DaysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: DaysQueries,
  ) {}

  /** The days that are closed, with their totals, newest first (F6). */
  @Get()
  @Allow({ people: ['accountant', 'administrator', 'manager'] })
  @ApiOperation({ summary: 'Closed days and what they came to, newest first' })
  @ApiResponse({ status: 200, standardSchema: businessDayPage })
  @ProblemResponse(403, { 'role-required': 'for accountants, administrators and managers' })
  days(@Query({ schema: businessDaysQuery }) query: BusinessDaysQuery): Promise<BusinessDayPage> {
    return this.queries.days(query);
  }

  /** Closes a day that is over: pays every positive balance, once (F6). Of a day that is closed, answers how it was. */
  @Post(':date/close')
  @HttpCode(200)
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Close a day, or see what closing it would pay',
    description:
      'Days are closed in their order. What comes later for a closed day counts for the next open one: ' +
      'closing by hand waits for nobody, and `waiting_for` of a dry run says what has not arrived.',
  })
  @ApiResponse({ status: 200, standardSchema: dayClosing })
  @ProblemResponse(403, { 'role-required': 'for administrators' })
  @ProblemResponse(404, { 'no-such-day': 'nothing was booked up to that day' })
  @ProblemResponse(409, {
    'day-not-over': 'it goes on or has not begun',
    'earlier-day-open': 'a day before it is to be closed first',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'another request was sent under this key' })
  close(
    @Param({ schema: businessDayParameter }) { date }: { date: string },
    @Query({ schema: closeDayQuery }) query: CloseDayQuery,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<DayClosing> {
    return this.commands.execute(new CloseDay(date, query.dry_run, idempotencyKey));
  }
}
