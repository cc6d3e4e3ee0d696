import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { TaskPricedBody } from '@ates/contracts';
import type { EventBatch } from '@ates/messaging';
import { Database, Problem, type Transaction } from '@ates/platform';

/** Stores the prices that Finance published, including prices of tasks that are not known here yet (T9). */
export class RecordPrices extends Command<void> {
  constructor(readonly batch: EventBatch<TaskPricedBody>) {
    super();
  }
}

/**
 * A task's price is final: a repeated event changes nothing, a different price throws Problem `price-contradiction`.
 */
@CommandHandler(RecordPrices)
export class RecordPricesHandler implements ICommandHandler<RecordPrices> {
  constructor(private readonly database: Database) {}

  async execute({ batch }: RecordPrices): Promise<void> {
    const rows = JSON.stringify(batch.events.map(({ body }) => body));
    await this.database.transaction(async (tx) => {
      const prices = await insertPrices(tx, rows);
      await refuseContradiction(tx, rows);
      if (prices.length > 0) {
        await countBatch(tx);
      }
      await batch.settle(tx, { prices: prices.length });
    });
  }
}

// SQL: the published prices in $1, the bodies of their events, as rows.
const publishedPrices = `
  json_to_recordset($1) as published (task_uuid uuid, fee bigint, reward bigint, currency text)`;

/** Inserts in id order, so that concurrent batches cannot deadlock. */
const insertPrices = (tx: Transaction, rows: string): Promise<unknown[]> =>
  tx.query<unknown[]>(
    `insert into task_price (task_id, fee, reward, currency)
     select task_uuid, fee, reward, currency from ${publishedPrices}
     order by task_uuid
     on conflict (task_id) do nothing
     returning task_id`,
    [rows],
  );

async function refuseContradiction(tx: Transaction, rows: string): Promise<void> {
  const [contradiction] = await tx.query<{ task_id: string }[]>(
    `select kept.task_id from ${publishedPrices} join task_price as kept on kept.task_id = published.task_uuid
     where (kept.fee, kept.reward, kept.currency) <> (published.fee, published.reward, published.currency)
     limit 1`,
    [rows],
  );
  if (contradiction) {
    throw new Problem(
      'conflict',
      'price-contradiction',
      `Task ${contradiction.task_id} already has a different price, and prices never change. Find out which is correct.`,
    );
  }
}

/** Lets the change token of tasks detect new prices without scanning all of them (docs/adr/0026). */
const countBatch = (tx: Transaction): Promise<unknown> =>
  tx.query(`update task_price_head set batches = batches + 1`);
