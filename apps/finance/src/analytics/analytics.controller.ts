import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  companyAnalytics,
  companyAnalyticsQuery,
  tasksAnalytics,
  tasksAnalyticsQuery,
  workersAnalytics,
  workersAnalyticsQuery,
  type CompanyAnalytics,
  type CompanyAnalyticsQuery,
  type TasksAnalytics,
  type TasksAnalyticsQuery,
  type WorkersAnalytics,
  type WorkersAnalyticsQuery,
} from '@ates/contracts';
import { Allow, ProblemResponse } from '@ates/platform';
import { AnalyticsQueries } from './analytics.queries.js';

const forAdministrators = { people: ['administrator'] } as const;

/** What top management sees (N1, N2). For administrators. */
@ApiTags('analytics')
@ProblemResponse(400, { 'invalid-request': 'a parameter is wrong or unknown; `errors` names it' })
@ProblemResponse(401, { 'missing-token': 'nobody is signed in', 'expired-token': 'the token ran out' })
@ProblemResponse(403, { 'role-required': 'for administrators' })
@ProblemResponse(503, { 'database-unavailable': 'the database does not answer, or not soon enough' })
@Controller('analytics')
export class AnalyticsController {
  constructor(private readonly queries: AnalyticsQueries) {}

  /** Income by day, and how many people earned or are in the red (N1). */
  @Get('company')
  @Allow(forAdministrators)
  @ApiOperation({
    summary: "The company's income and its people, by day",
    description: 'Closed days as they were closed, open ones as they stand now. Today when nothing is said.',
  })
  @ApiResponse({ status: 200, standardSchema: companyAnalytics })
  company(@Query({ schema: companyAnalyticsQuery }) query: CompanyAnalyticsQuery): Promise<CompanyAnalytics> {
    return this.queries.company(query);
  }

  /** Who is in the red, deepest first (N1). */
  @Get('workers')
  @Allow(forAdministrators)
  @ApiOperation({
    summary: 'People in the red, now or at the end of a day',
    description: 'How many, and page by page who, the deepest in the red first.',
  })
  @ApiResponse({ status: 200, standardSchema: workersAnalytics })
  workers(@Query({ schema: workersAnalyticsQuery }) query: WorkersAnalyticsQuery): Promise<WorkersAnalytics> {
    return this.queries.workers(query);
  }

  /** The dearest completed task of days, weeks, months or a whole range (N2). */
  @Get('tasks')
  @Allow(forAdministrators)
  @ApiOperation({
    summary: 'The dearest completed tasks',
    description:
      'A task counts for the working day that its reward was booked on. Of equally dear ones the first to be completed ' +
      'is shown. Today when neither `from` nor `to` is said.',
  })
  @ApiResponse({ status: 200, standardSchema: tasksAnalytics })
  tasks(@Query({ schema: tasksAnalyticsQuery }) query: TasksAnalyticsQuery): Promise<TasksAnalytics> {
    return this.queries.tasks(query);
  }
}
