import { Module } from '@nestjs/common';
import { AttemptLimits } from './attempt-limits.js';
import { EvenAnswers } from './even-answers.js';
import { FailureCounts } from './failure-counts.js';
import { KnownDevices } from './known-devices.js';

/** Limits on attempts and on what their answers tell, and the devices exempt from some of them. */
@Module({
  providers: [AttemptLimits, EvenAnswers, FailureCounts, KnownDevices],
  exports: [AttemptLimits, EvenAnswers, FailureCounts, KnownDevices],
})
export class LimitsModule {}
