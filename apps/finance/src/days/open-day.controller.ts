import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { companyOpenDay, openDay, type CompanyOpenDay, type OpenDay } from '@ates/contracts';
import { Allow, ApiRoute, CurrentPrincipal, type Principal } from '@ates/platform';
import { OpenDayQueries } from './open-day.queries.js';

/** REST endpoints for the working day that is open now. */
@ApiTags('accounting')
@Controller('accounting/open-day')
export class OpenDayController {
  constructor(private readonly queries: OpenDayQueries) {}

  /** Your own open day: balance, fees, rewards, and what would be paid out, in minor units (F4, F6). */
  @Get()
  @Allow({ people: 'everyone' })
  @ApiRoute({
    summary: 'Get how your working day stands',
    description: 'The day that is open now: when it ends, and what would be paid out to you if it ended now.',
    answers: { 200: openDay },
  })
  own(@CurrentPrincipal() { id }: Principal): Promise<OpenDay> {
    return this.queries.ofPerson(id);
  }

  /** The company's open day: income, payouts due, and days ready to close (F5, F6). */
  @Get('company')
  @Allow({ people: ['accountant', 'administrator', 'manager'] })
  @ApiRoute({
    summary: "Get how the company's working day stands",
    description:
      'Income of the day that is open now, what would be paid out if it ended now, open past days, and whether ' +
      'statements are mailed.',
    answers: { 200: companyOpenDay },
  })
  company(): Promise<CompanyOpenDay> {
    return this.queries.ofCompany();
  }
}
