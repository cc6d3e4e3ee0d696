import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  joinTaskText,
  taskChanged,
  type AssignmentBody,
  type TaskChangedBody,
  type TaskChangedV2Body,
} from '@ates/contracts';
import { Outbox, type EventBatch, type ReceivedEvent } from '@ates/messaging';
import { Clock, copiesChanged, Database } from '@ates/platform';
import { FinanceConfiguration, priceSecretOf } from '../config.js';
import { pricedEvents } from '../tasks/priced-events.js';
import { markChanged, priceNewTasks, type TaskChange } from '../tasks/priced-tasks.js';
import { effectOf, type Effect } from './effect.js';
import { post } from './postings.js';

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
    const { CURRENCY } = this.configuration;
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const priced = await priceNewTasks(
        tx,
        priceSecretOf(this.configuration),
        batch.events.map(({ body }) => body.task_uuid),
      );
      await this.outbox.add(tx, pricedEvents(priced, CURRENCY, now));
      const changes = batch.events.flatMap(changeOf);
      const descriptions = await markChanged(tx, changes, { now, isComparison: batch.isComparison });
      if (changes.length > 0) {
        this.database.signals.afterCommit(tx, copiesChanged('task'));
      }
      const postings = await post(tx, this.configuration, batch.events.flatMap(effectsOf), now);
      await batch.settle(tx, { prices: priced.length, descriptions, postings });
    });
  }
}

/** Handles both versions (T10): the second carries the new text, the first only says to fetch it. */
const changeOf = ({ id, type, body }: ReceivedEvent<TaskEventBody>): TaskChange[] =>
  type === taskChanged.type
    ? [
        {
          eventId: id,
          taskId: body.task_uuid,
          changedAt: body.timestamp,
          description: descriptionOf(body),
        },
      ]
    : [];

const descriptionOf = (body: TaskEventBody): string | null => ('title' in body ? joinTaskText(body) : null);

const effectsOf = (event: ReceivedEvent<TaskEventBody>): Effect[] => {
  const effect = isAboutPerformer(event) ? effectOf(event) : undefined;
  return effect ? [effect] : [];
};

const isAboutPerformer = (event: ReceivedEvent<TaskEventBody>): event is ReceivedEvent<AssignmentBody> =>
  'assigned_to' in event.body;
