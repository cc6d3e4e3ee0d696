import { CacheModule } from '@nestjs/cache-manager';
import { Module } from '@nestjs/common';
import { FinanceConfiguration } from '../config.js';
import { AnalyticsController } from './analytics.controller.js';
import { AnalyticsQueries } from './analytics.queries.js';
import { answerStores } from './answer-stores.js';
import { KeptAnswers } from './kept-answers.js';

/** What administrators see of the company, kept while the books are the same. */
@Module({
  imports: [
    CacheModule.registerAsync({
      inject: [FinanceConfiguration],
      useFactory: ({ REDIS_URL }: FinanceConfiguration) => ({ stores: answerStores(REDIS_URL) }),
    }),
  ],
  controllers: [AnalyticsController],
  providers: [AnalyticsQueries, KeptAnswers],
})
export class AnalyticsModule {}
