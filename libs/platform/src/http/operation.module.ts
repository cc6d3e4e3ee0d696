import { Module } from '@nestjs/common';
import { MetricsController } from '../metrics.js';
import { HealthController } from './health.controller.js';

/** Health and metrics endpoints for the operators of every service. */
@Module({ controllers: [HealthController, MetricsController] })
export class OperationModule {}
