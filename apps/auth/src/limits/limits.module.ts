import { Module } from '@nestjs/common';
import { AttemptLimits } from './attempt-limits.js';

/** How often something may be tried. */
@Module({ providers: [AttemptLimits], exports: [AttemptLimits] })
export class LimitsModule {}
