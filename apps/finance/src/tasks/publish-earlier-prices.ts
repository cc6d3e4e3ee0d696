import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { pricedEvents, type PricedTask } from './price.js';

const batchSize = 5000;

/**
 * Publishes prices made before Finance emitted price events (F8), each once, at most 5,000 at a time. Returns true if
 * there may be more.
 */
export class PublishEarlierPrices extends Command<boolean> {}

@CommandHandler(PublishEarlierPrices)
export class PublishEarlierPricesHandler implements ICommandHandler<PublishEarlierPrices> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async execute(): Promise<boolean> {
    // Check without a transaction and a lock first: once all are published, there is never another one.
    if (!(await hasUnpublishedPrice(this.database))) {
      return false;
    }
    return this.database.transaction(async (tx) => {
      const tasks = await markAsPublished(tx);
      await this.outbox.add(tx, pricedEvents(tasks, this.configuration.CURRENCY, this.clock.now()));
      return tasks.length === batchSize;
    });
  }
}

async function hasUnpublishedPrice(database: Database): Promise<boolean> {
  const [row] = await database.query<{ exists: boolean }>(
    `select exists (select from task where not is_told) as exists`,
  );
  return row?.exists ?? false;
}

/** Locks in the order of ids, as marking tasks as changed does. */
const markAsPublished = (tx: Transaction): Promise<PricedTask[]> =>
  tx.query<PricedTask[]>(
    `with unpublished as (
       select id from task where not is_told order by id limit ${batchSize} for no key update
     ), published as (
       update task set is_told = true from unpublished where task.id = unpublished.id and not is_told
       returning task.id, fee, reward
     )
     select id, fee::int, reward::int from published order by id`,
  );
