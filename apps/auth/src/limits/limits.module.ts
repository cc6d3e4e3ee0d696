import { Module } from '@nestjs/common';
import { AttemptLimits } from './attempt-limits.js';
import { FailureCounts } from './failure-counts.js';
import { KnownDevices } from './known-devices.js';

/** How often something may be tried, and by whom. */
@Module({
  providers: [AttemptLimits, FailureCounts, KnownDevices],
  exports: [AttemptLimits, FailureCounts, KnownDevices],
})
export class LimitsModule {}
