import { Module } from '@nestjs/common';
import { AttemptLimits } from './attempt-limits.js';
import { FailureCounts } from './failure-counts.js';
import { KnownDevices } from './known-devices.js';

/** Limits on attempts, and the devices exempt from some of them. */
@Module({
  providers: [AttemptLimits, FailureCounts, KnownDevices],
  exports: [AttemptLimits, FailureCounts, KnownDevices],
})
export class LimitsModule {}
