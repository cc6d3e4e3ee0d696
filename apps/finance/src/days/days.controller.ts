import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
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
  ApiRoute,
  Allow,
  ApiIdempotencyKey,
  RequestIdempotencyKey,
  type IdempotencyKey,
} from '@ates/platform';
import { CloseDay } from './close-day.js';
import { DaysQueries } from './days.queries.js';

/** REST endpoints for working days: their totals, and closing one by hand (F6). */
@ApiTags('accounting')
@Controller('accounting/days')
export class DaysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: DaysQueries,
  ) {}

  /** Closed days with their totals, newest first (F6). */
  @Get()
  @Allow({ people: ['accountant', 'administrator', 'manager'] })
  @ApiRoute({
    summary: 'List closed days with their totals, newest first',
    description:
      'All closed days, or those from `from` to `to`, with totals of the months and of the whole range.',
    answers: { 200: businessDayPage },
  })
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
  @ApiRoute({
    summary: 'Close a day, or preview its payouts',
    description:
      'Days are closed in order. Events that arrive later for a closed day are booked on the next open one: ' +
      'closing by hand does not wait for them. A dry run also previews the day that is open now. In it, `waiting_for` lists the producers whose events ' +
      'have not all arrived.',
    answers: { 200: dayClosing },
    problems: {
      404: { 'no-such-day': 'Nothing was booked up to this day' },
      409: {
        'day-not-over': 'The day has not ended yet',
        'earlier-day-open': 'An earlier day must be closed first',
      },
    },
  })
  close(
    @Param({ schema: businessDayParameter }) { date }: { date: string },
    @Query({ schema: closeDayQuery }) query: CloseDayQuery,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<DayClosing> {
    return this.commands.execute(new CloseDay(date, query.dry_run, idempotencyKey));
  }
}
