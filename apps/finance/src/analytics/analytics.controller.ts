import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  activity,
  activityQuery,
  companyAnalytics,
  companyAnalyticsQuery,
  performersActivity,
  performersActivityQuery,
  tasksAnalytics,
  tasksAnalyticsQuery,
  workersAnalytics,
  workersAnalyticsQuery,
  type Activity,
  type ActivityQuery,
  type CompanyAnalytics,
  type CompanyAnalyticsQuery,
  type PerformersActivity,
  type PerformersActivityQuery,
  type TasksAnalytics,
  type TasksAnalyticsQuery,
  type WorkersAnalytics,
  type WorkersAnalyticsQuery,
} from '@ates/contracts';
import { ApiRoute, Allow, heavyReadProblems } from '@ates/platform';
import { monthDetached } from '../ledger/detached-months.js';
import { AnalyticsQueries } from './analytics.queries.js';

/** Of every question to the books. */
const tookTooLong = { 503: { 'read-took-too-long': heavyReadProblems[503]['read-took-too-long'] } };

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
    problems: tookTooLong,
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
    problems: tookTooLong,
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
    problems: { 409: monthDetached, ...tookTooLong },
  })
  tasks(@Query({ schema: tasksAnalyticsQuery }) query: TasksAnalyticsQuery): Promise<TasksAnalytics> {
    return this.queries.tasks(query);
  }

  /** Draws and completions by day, of at most 92 days (N1). */
  @Get('activity')
  @Allow(forAdministrators)
  @ApiRoute({
    summary: 'Count draws and completions by day',
    description:
      'For at most 92 days, by the working day on which the fee or the reward was booked. A reversed fee or reward ' +
      'still counts.',
    answers: { 200: activity },
    problems: { 409: monthDetached, ...tookTooLong },
  })
  activity(@Query({ schema: activityQuery }) query: ActivityQuery): Promise<Activity> {
    return this.queries.activity(query);
  }

  /** How many tasks each person was assigned and completed, of at most 92 days (N1). */
  @Get('performers')
  @Allow(forAdministrators)
  @ApiRoute({
    summary: 'List how many tasks each person was assigned and completed',
    description: 'For at most 92 days, page by page. Counts as `GET /analytics/activity` does.',
    answers: { 200: performersActivity },
    problems: { 409: monthDetached, ...tookTooLong },
  })
  performers(
    @Query({ schema: performersActivityQuery }) query: PerformersActivityQuery,
  ): Promise<PerformersActivity> {
    return this.queries.performers(query);
  }
}
