import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics.controller.js';
import { CompletionTimesQueries } from './completion-times.queries.js';

/** How long tasks take and how much each person has to do, for administrators. */
@Module({ controllers: [AnalyticsController], providers: [CompletionTimesQueries] })
export class AnalyticsModule {}
