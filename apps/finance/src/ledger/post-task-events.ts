import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { taskChanged, type AssignmentBody, type TaskChangedBody } from '@ates/contracts';
import type { EventBatch, ReceivedEvent } from '@ates/messaging';
import { Database } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { markChanged, priceNewTasks, type TaskChange } from '../tasks/priced-tasks.js';
import { effectOf, type Effect } from './effect.js';
import { post } from './postings.js';

export type TaskEventBody = AssignmentBody | TaskChangedBody;

/** Takes in what Tasks told: prices tasks on first sight, and posts fees and rewards (F1, F2, F10). */
export class PostTaskEvents extends Command<void> {
  constructor(readonly batch: EventBatch<TaskEventBody>) {
    super();
  }
}

/** Every effect commutes and has a permanent key, so any order and any repetition ends in the same ledger. */
@CommandHandler(PostTaskEvents)
export class PostTaskEventsHandler implements ICommandHandler<PostTaskEvents> {
  constructor(
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async execute({ batch }: PostTaskEvents): Promise<void> {
    const { PRICE_SECRET, BUSINESS_TIME_ZONE } = this.configuration;
    await this.database.transaction(async (tx) => {
      await priceNewTasks(
        tx,
        PRICE_SECRET,
        batch.events.map(({ body }) => body.task_uuid),
      );
      await markChanged(tx, batch.events.flatMap(changeOf));
      await post(tx, BUSINESS_TIME_ZONE, batch.events.flatMap(effectsOf));
      await batch.settle(tx);
    });
  }
}

const changeOf = ({ type, body }: ReceivedEvent<TaskEventBody>): TaskChange[] =>
  type === taskChanged.type ? [{ taskId: body.task_uuid, changedAt: body.timestamp }] : [];

const effectsOf = (event: ReceivedEvent<TaskEventBody>): Effect[] => {
  const effect = isAboutPerformer(event) ? effectOf(event) : undefined;
  return effect ? [effect] : [];
};

const isAboutPerformer = (event: ReceivedEvent<TaskEventBody>): event is ReceivedEvent<AssignmentBody> =>
  'assigned_to' in event.body;
