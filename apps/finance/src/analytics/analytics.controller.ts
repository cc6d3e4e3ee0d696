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

/** REST endpoints for the analytics of top management (N1, N2). For administrators. */
@ApiTags('analytics')
@ProblemResponse(400, { 'invalid-request': 'A parameter is invalid or unknown; `errors` names it' })
@ProblemResponse(401, {
  'missing-token': 'The request has no access token',
  'expired-token': 'The access token has expired',
})
@ProblemResponse(403, { 'role-required': 'This is for administrators' })
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer in time' })
@Controller('analytics')
export class AnalyticsController {
  constructor(private readonly queries: AnalyticsQueries) {}

  /** Income by day, and the number of people who earned or are in the red (N1). */
  @Get('company')
  @Allow(forAdministrators)
  @ApiOperation({
    summary: "Get the company's income and its people's results by day",
    description: 'Closed days as they were closed, open ones as they stand now. Defaults to today.',
  })
  @ApiResponse({ status: 200, standardSchema: companyAnalytics })
  company(@Query({ schema: companyAnalyticsQuery }) query: CompanyAnalyticsQuery): Promise<CompanyAnalytics> {
    return this.queries.company(query);
  }

  /** People in the red, largest debt first (N1). */
  @Get('workers')
  @Allow(forAdministrators)
  @ApiOperation({
    summary: 'List people in the red, now or at the end of a day',
    description: 'Their number, and the people page by page, largest debt first.',
  })
  @ApiResponse({ status: 200, standardSchema: workersAnalytics })
  workers(@Query({ schema: workersAnalyticsQuery }) query: WorkersAnalyticsQuery): Promise<WorkersAnalytics> {
    return this.queries.workers(query);
  }

  /** The most expensive completed task by day, week, month or of a whole range (N2). */
  @Get('tasks')
  @Allow(forAdministrators)
  @ApiOperation({
    summary: 'List the most expensive completed tasks',
    description:
      'A task belongs to the working day its reward was booked on. Of several equally expensive tasks, the first one ' +
      'completed is shown. Defaults to today if neither `from` nor `to` is given.',
  })
  @ApiResponse({ status: 200, standardSchema: tasksAnalytics })
  tasks(@Query({ schema: tasksAnalyticsQuery }) query: TasksAnalyticsQuery): Promise<TasksAnalytics> {
    return this.queries.tasks(query);
  }
}
