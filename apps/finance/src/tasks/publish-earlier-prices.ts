import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { pricedEvents, type PricedTask } from './priced-events.js';

const tasksAtOnce = 5000;

/**
 * Tells of prices that were made before Finance told of any (F8), each once, at most 5,000; answers true when there may
 * be more.
 */
export class TellEarlierPrices extends Command<boolean> {}

@CommandHandler(TellEarlierPrices)
export class PublishEarlierPricesHandler implements ICommandHandler<TellEarlierPrices> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async execute(): Promise<boolean> {
    // First without a transaction and without a lock: once all are told, there is never one again.
    if (!(await hasUntoldPrice(this.database))) {
      return false;
    }
    return this.database.transaction(async (tx) => {
      const tasks = await markAsPublished(tx);
      await this.outbox.add(tx, pricedEvents(tasks, this.configuration.CURRENCY, this.clock.now()));
      return tasks.length === tasksAtOnce;
    });
  }
}

async function hasUntoldPrice(database: Database): Promise<boolean> {
  const [row] = await database.query<{ exists: boolean }>(
    `select exists (select from task where not is_told) as exists`,
  );
  return row?.exists ?? false;
}

/** In the order of ids, as whoever marks tasks as changed takes them. */
const markAsPublished = (tx: Transaction): Promise<PricedTask[]> =>
  tx.query<PricedTask[]>(
    `with untold as (
       select id from task where not is_told order by id limit ${tasksAtOnce} for no key update
     ), told as (
       update task set is_told = true from untold where task.id = untold.id and not is_told
       returning task.id, fee, reward
     )
     select id, fee::int, reward::int from told order by id`,
  );
