import { Module } from '@nestjs/common';
import { MetricsController } from '../metrics.js';
import { HealthController } from './health.controller.js';

/** What operators of every service find: health and metrics. */
@Module({ controllers: [HealthController, MetricsController] })
export class OperationModule {}
