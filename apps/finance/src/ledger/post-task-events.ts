import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  taskAssigned,
  taskCompleted,
  type AssignmentBody,
  type TaskChangedBody,
  type TaskChangedV2Body,
} from '@ates/contracts';
import { Outbox, type EventBatch, type ReceivedEvent } from '@ates/messaging';
import { Clock, Database, prepared, type Transaction } from '@ates/platform';
import { FinanceConfiguration, priceSecretOf } from '../config.js';
import { priceTasks } from '../tasks/price.js';
import { recordTaskChanges } from '../tasks/task-changes.js';
import { keepDaysOpen } from './open-days.js';
import { openAccounts, post, withoutPosted, type Effect } from './postings.js';

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
    const effects = await this.effectsToPost(batch);
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await keepDaysOpen(tx);
      const unknown = await findUnknown(tx, batch.events, effects);
      const prices = await priceTasks(tx, this.outbox, this.pricing, unknown.tasks, now);
      await openAccounts(tx, unknown.people);
      const descriptions = await recordTaskChanges(tx, this.database.signals, batch, now);
      const postings = await post(tx, this.configuration, effects, now);
      await batch.settle(tx, { prices, descriptions, postings });
    });
  }

  private get pricing() {
    return { secret: priceSecretOf(this.configuration), currency: this.configuration.CURRENCY };
  }

  /** A comparison rereads events whose effects are nearly always in the ledger, so it first looks for those that aren't. */
  private async effectsToPost({ events, isComparison }: EventBatch<TaskEventBody>): Promise<Effect[]> {
    const effects = events.flatMap((event) => (isAboutPerformer(event) ? (effectOf(event) ?? []) : []));
    return isComparison ? withoutPosted(this.database, effects) : effects;
  }
}

/** What a batch mentions for the first time. */
interface Unknown {
  /** Tasks without a price. */
  tasks: string[];
  /** People without an account. */
  people: string[];
}

async function findUnknown(
  tx: Transaction,
  events: readonly ReceivedEvent<TaskEventBody>[],
  effects: readonly Effect[],
): Promise<Unknown> {
  const tasks = new Set(events.map(({ body }) => body.task_uuid));
  const people = new Set(effects.map(({ userId }) => userId));
  const [unknown] = await tx.query<Unknown[]>(unknownSql, [[...tasks], [...people]]);
  return unknown ?? { tasks: [], people: [] };
}

const unknownSql = prepared(`
  select array(select id from unnest($1::uuid[]) as seen (id)
               where not exists (select from task where task.id = seen.id)) as tasks,
         array(select id from unnest($2::uuid[]) as seen (id)
               where not exists (select from account where account.user_id = seen.id)) as people`);

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
      return { key: `assigned:${id}`, subject: id, kind: 'fee', ...about };
    case taskCompleted.type:
      return { key: `rewarded:${body.task_uuid}`, subject: body.task_uuid, kind: 'reward', ...about };
    default:
      return undefined;
  }
}
