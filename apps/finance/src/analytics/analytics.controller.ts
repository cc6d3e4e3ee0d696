import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
import { ApiRoute, Allow } from '@ates/platform';
import { monthDetached } from '../ledger/detached-months.js';
import { AnalyticsQueries } from './analytics.queries.js';

const forAdministrators = { people: ['administrator'] } as const;

/** REST endpoints for the analytics of top management (N1, N2). For administrators. */
@ApiTags('analytics')
@Controller('analytics')
export class AnalyticsController {
  constructor(private readonly queries: AnalyticsQueries) {}

  /** Income by day, and the number of people who earned or are overdrawn (N1). */
  @Get('company')
  @Allow(forAdministrators)
  @ApiRoute({
    summary: "Get the company's income and its people's results by day",
    description: 'Closed days as they were closed, open ones as they stand now. Defaults to today.',
    answers: { 200: companyAnalytics },
  })
  company(@Query({ schema: companyAnalyticsQuery }) query: CompanyAnalyticsQuery): Promise<CompanyAnalytics> {
    return this.queries.company(query);
  }

  /** Overdrawn people, largest debt first (N1). */
  @Get('workers')
  @Allow(forAdministrators)
  @ApiRoute({
    summary: 'List overdrawn people, now or at the end of a day',
    description: 'Their number, and the people page by page, largest debt first.',
    answers: { 200: workersAnalytics },
  })
  workers(@Query({ schema: workersAnalyticsQuery }) query: WorkersAnalyticsQuery): Promise<WorkersAnalytics> {
    return this.queries.workers(query);
  }

  /** The most expensive completed task by day, week, month or of a whole range (N2). */
  @Get('tasks')
  @Allow(forAdministrators)
  @ApiRoute({
    summary: 'List the most expensive completed tasks',
    description:
      'A task belongs to the working day its reward was booked on. Of several equally expensive tasks, the first one ' +
      'completed is shown. Defaults to today if neither `from` nor `to` is given.',
    answers: { 200: tasksAnalytics },
    problems: { 409: monthDetached },
  })
  tasks(@Query({ schema: tasksAnalyticsQuery }) query: TasksAnalyticsQuery): Promise<TasksAnalytics> {
    return this.queries.tasks(query);
  }
}
