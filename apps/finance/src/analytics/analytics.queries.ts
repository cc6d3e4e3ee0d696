import { Injectable } from '@nestjs/common';
import type {
  Activity,
  ActivityQuery,
  CompanyAnalytics,
  CompanyAnalyticsQuery,
  PerformersActivity,
  PerformersActivityQuery,
  TasksAnalytics,
  TasksAnalyticsQuery,
  WorkersAnalytics,
  WorkersAnalyticsQuery,
} from '@ates/contracts';
import { ReadDatabase } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { dayFrom } from '../ledger/newest-first.js';
import { activityOf, countActivity, performersPage, withNames, type CountedDays } from './activity.js';
import { isClosedDay } from './books.js';
import { companyDays } from './company.js';
import { rangeOf, type DayRange } from './day-range.js';
import { mostExpensiveTasks } from './most-expensive-tasks.js';
import { CachedAnswers } from './cached-answers.js';
import { workersInTheRed } from './workers.js';

/** Company analytics for administrators (N1, N2). Days are those of booking; amounts are in minor units. */
@Injectable()
export class AnalyticsQueries {
  constructor(
    private readonly answers: CachedAnswers,
    private readonly reads: ReadDatabase,
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

  /** Draws and completions by day (N1). */
  async activity(query: ActivityQuery): Promise<Activity> {
    const { later, earlier } = await this.counted(query);
    return activityOf(query, later, earlier);
  }

  /** A page of the tasks per person (N1). */
  async performers(query: PerformersActivityQuery): Promise<PerformersActivity> {
    const { later, earlier } = await this.counted(query);
    const { people, items, next_cursor } = performersPage(query, later, earlier);
    const named = await this.reads.read((source) => withNames(source, items));
    return { from: query.from, to: query.to, people, items: named, next_cursor };
  }

  /**
   * Counts open and closed days apart, so that a posting invalidates only the open ones. The closed days end where the
   * open ones began, even if a day is closed in between.
   */
  private async counted({ from, to }: DayRange): Promise<{ later: CountedDays; earlier: CountedDays }> {
    const { openFrom, ...later } = await this.answers.of((books) => {
      const isOpen = (day: string): boolean => !isClosedDay(day, books);
      const openFrom = isOpen(from) ? from : isOpen(to) ? dayAfter(books.lastClosed) : dayAfter(to);
      return {
        about: ['open-activity', openFrom, to],
        lastDay: to,
        ask: async (source) => ({
          openFrom,
          ...(await countActivity(source, { from: openFrom, to }, books)),
        }),
      };
    });
    const lastBefore = dayAfter(openFrom, -1);
    const earlier = await this.answers.of((books) => ({
      about: ['closed-activity', from, lastBefore],
      lastDay: lastBefore,
      ask: (source) => countActivity(source, { from, to: lastBefore }, books),
    }));
    return { later, earlier };
  }
}

const dayAfter = (day: string, count = 1): string => dayFrom(new Date(day), count);
