import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ContinueReassignmentHandler } from './continue-reassignment.js';
import { ReassignmentProgress } from './reassignment-progress.js';
import { ReassignmentsController } from './reassignments.controller.js';
import { ReassignmentsQueries } from './reassignments.queries.js';
import { ReassignmentsSchedule } from './reassignments.schedule.js';
import { RequestReassignmentHandler } from './request-reassignment.js';

/** Reassignments of all open tasks. */
@Module({
  imports: [CqrsModule],
  controllers: [ReassignmentsController],
  providers: [
    RequestReassignmentHandler,
    ContinueReassignmentHandler,
    ReassignmentsQueries,
    ReassignmentProgress,
    ReassignmentsSchedule,
  ],
})
export class ReassignmentsModule {}
