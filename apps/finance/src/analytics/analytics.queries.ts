import { Injectable } from '@nestjs/common';
import type {
  CompanyAnalytics,
  CompanyAnalyticsQuery,
  TasksAnalytics,
  TasksAnalyticsQuery,
  WorkersAnalytics,
  WorkersAnalyticsQuery,
} from '@ates/contracts';
import { FinanceConfiguration } from '../config.js';
import { isClosedDay } from './books.js';
import { companyDays } from './company.js';
import { rangeOf } from './day-range.js';
import { mostExpensiveTasks } from './most-expensive-tasks.js';
import { CachedAnswers } from './cached-answers.js';
import { workersInTheRed } from './workers.js';

/** Company analytics for administrators (N1, N2). Days are those of booking; amounts are in minor units. */
@Injectable()
export class AnalyticsQueries {
  constructor(
    private readonly answers: CachedAnswers,
    private readonly configuration: FinanceConfiguration,
  ) {}

  /** Income and people's results by day (N1). */
  company(query: CompanyAnalyticsQuery): Promise<CompanyAnalytics> {
    return this.answers.of((books) => {
      const range = rangeOf(query, books);
      return {
        about: ['company', range.from, range.to],
        lastDay: range.to,
        ask: async (source) => ({
          currency: this.configuration.CURRENCY,
          ...range,
          ...(await companyDays(source, range, books)),
        }),
      };
    });
  }

  /** A page of the overdrawn people, now or at the end of a day (N1). */
  workers(query: WorkersAnalyticsQuery): Promise<WorkersAnalytics> {
    return this.answers.of((books) => {
      const date = query.date ?? books.today;
      const isClosed = isClosedDay(date, books);
      return {
        about: ['workers', date, query.limit, query.cursor],
        lastDay: date,
        ask: async (source) => ({
          date,
          is_closed: isClosed,
          currency: this.configuration.CURRENCY,
          ...(await workersInTheRed(source, date, isClosed, query)),
        }),
      };
    });
  }

  /** The most expensive completed tasks (N2). */
  tasks(query: TasksAnalyticsQuery): Promise<TasksAnalytics> {
    return this.answers.of((books) => {
      const range = rangeOf(query, books);
      return {
        about: ['tasks', range.from, range.to, query.by],
        lastDay: range.to,
        ask: async (source) => ({
          currency: this.configuration.CURRENCY,
          ...range,
          items: await mostExpensiveTasks(source, range, query.by, books),
        }),
      };
    });
  }
}
