import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { addedEvents, Outbox } from '@ates/messaging';
import { Clock, Database } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { pricedEvents } from './price.js';

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
      const parameters = [this.configuration.CURRENCY, this.clock.now().toISOString()];
      const [outcome] = await tx.query<{ count: number }[]>(publishSql, parameters);
      this.outbox.noteAdded(tx);
      return outcome?.count === batchSize;
    });
  }
}

async function hasUnpublishedPrice(database: Database): Promise<boolean> {
  const [row] = await database.query<{ exists: boolean }>(
    `select exists (select from task where not is_told) as exists`,
  );
  return row?.exists ?? false;
}

// Locks in the order of ids, as marking tasks as changed does.
const publishSql = `
  with unpublished as (
    select id from task where not is_told order by id limit ${batchSize} for no key update
  ), priced as (
    update task set is_told = true from unpublished where task.id = unpublished.id and not is_told
    returning task.id, fee, reward
  ), added_event as (${addedEvents([pricedEvents('$1', '$2')])}
  )
  select count(*)::int as count from priced`;
