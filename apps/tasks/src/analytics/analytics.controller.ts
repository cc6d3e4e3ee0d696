import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  completionTimes,
  completionTimesQuery,
  workOfPeople,
  workOfPeopleQuery,
  type CompletionTimes,
  type CompletionTimesQuery,
  type WorkOfPeople,
  type WorkOfPeopleQuery,
} from '@ates/contracts';
import { Allow, ApiRoute, CurrentAsker, heavyReadProblems, type Asker } from '@ates/platform';
import { CompletionTimesQueries } from './completion-times.queries.js';

const forAdministrators = { people: ['administrator'] } as const;

/** REST endpoints for how long tasks take (N1). For administrators. */
@ApiTags('analytics')
@Controller('tasks/analytics')
export class AnalyticsController {
  constructor(private readonly queries: CompletionTimesQueries) {}

  /** The median time from the first assignment of a task to its completion, by day (N1). */
  @Get('completion-times')
  @Allow(forAdministrators)
  @ApiRoute({
    summary: 'Get how long tasks took, by the day on which they were completed',
    description:
      'The median time from the first assignment to the completion, for at most 92 days. Finance knows when days end; ' +
      'by default they end at midnight UTC.',
    answers: { 200: completionTimes },
    problems: heavyReadProblems,
  })
  completionTimes(
    @Query({ schema: completionTimesQuery }) query: CompletionTimesQuery,
    @CurrentAsker() asker: Asker,
  ): Promise<CompletionTimes> {
    return this.queries.completionTimes(query, asker);
  }

  /** The open tasks of people, and the median time of those they completed (N1). */
  @Get('people')
  @Allow(forAdministrators)
  @ApiRoute({
    summary: 'Get what people have open, and how long their tasks took',
    description: 'For at most 200 people and 92 days. A task counts for the person who completed it.',
    answers: { 200: workOfPeople },
    problems: heavyReadProblems,
  })
  people(
    @Query({ schema: workOfPeopleQuery }) query: WorkOfPeopleQuery,
    @CurrentAsker() asker: Asker,
  ): Promise<WorkOfPeople> {
    return this.queries.people(query, asker);
  }
}
