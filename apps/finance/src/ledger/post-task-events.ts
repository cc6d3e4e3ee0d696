import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  taskAssigned,
  taskCompleted,
  type AssignmentBody,
  type TaskChangedBody,
  type TaskChangedV2Body,
} from '@ates/contracts';
import { Outbox, type EventBatch, type ReceivedEvent } from '@ates/messaging';
import { Clock, Database } from '@ates/platform';
import { FinanceConfiguration, priceSecretOf } from '../config.js';
import { pricedEvents, priceNewTasks } from '../tasks/price.js';
import { recordTaskChanges } from '../tasks/task-changes.js';
import { post, type Effect } from './postings.js';

export type TaskEventBody = AssignmentBody | TaskChangedBody | TaskChangedV2Body;

/** Consumes events of Tasks: prices new tasks, and posts fees and rewards (F1, F2, F8, F10). */
export class PostTaskEvents extends Command<void> {
  constructor(readonly batch: EventBatch<TaskEventBody>) {
    super();
  }
}

/** Effects commute and have permanent keys, so any order and any number of redeliveries lead to the same ledger. */
@CommandHandler(PostTaskEvents)
export class PostTaskEventsHandler implements ICommandHandler<PostTaskEvents> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async execute({ batch }: PostTaskEvents): Promise<void> {
    const taskIds = batch.events.map(({ body }) => body.task_uuid);
    const effects = batch.events.flatMap((event) => (isAboutPerformer(event) ? (effectOf(event) ?? []) : []));
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const priced = await priceNewTasks(tx, priceSecretOf(this.configuration), taskIds);
      await this.outbox.add(tx, pricedEvents(priced, this.configuration.CURRENCY, now));
      const descriptions = await recordTaskChanges(tx, this.database.signals, batch, now);
      const postings = await post(tx, this.configuration, effects, now);
      await batch.settle(tx, { prices: priced.length, descriptions, postings });
    });
  }
}

const isAboutPerformer = (event: ReceivedEvent<TaskEventBody>): event is ReceivedEvent<AssignmentBody> =>
  'assigned_to' in event.body;

/**
 * The effect of an event about a performer (F2): each assignment withdraws a fee, and completing a task deposits its
 * reward, once. Undefined for an event that moves no money.
 */
export function effectOf({
  id,
  type,
  body,
}: Pick<ReceivedEvent<AssignmentBody>, 'id' | 'type' | 'body'>): Effect | undefined {
  const about = { taskId: body.task_uuid, userId: body.assigned_to, occurredAt: body.timestamp };
  switch (type) {
    case taskAssigned.type:
      return { key: `assigned:${id}`, kind: 'fee', ...about };
    case taskCompleted.type:
      return { key: `rewarded:${body.task_uuid}`, kind: 'reward', ...about };
    default:
      return undefined;
  }
}
