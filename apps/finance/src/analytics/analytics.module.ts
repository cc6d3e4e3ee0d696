import { CacheModule } from '@nestjs/cache-manager';
import { Module } from '@nestjs/common';
import { FinanceConfiguration } from '../config.js';
import { AnalyticsController } from './analytics.controller.js';
import { AnalyticsQueries } from './analytics.queries.js';
import { answerStores } from './answer-stores.js';
import { CachedAnswers } from './cached-answers.js';

/** Company analytics for administrators, cached until the books change. */
@Module({
  imports: [
    CacheModule.registerAsync({
      inject: [FinanceConfiguration],
      useFactory: async ({ REDIS_URL }: FinanceConfiguration) => ({ stores: await answerStores(REDIS_URL) }),
    }),
  ],
  controllers: [AnalyticsController],
  providers: [AnalyticsQueries, CachedAnswers],
})
export class AnalyticsModule {}
