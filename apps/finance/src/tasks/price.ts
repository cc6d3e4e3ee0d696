import { createHmac } from 'node:crypto';
import { taskPriced } from '@ates/contracts';
import { addedEvents, eventColumns, type Outbox } from '@ates/messaging';
import { prepared, type Transaction } from '@ates/platform';

/** In minor units. */
export interface Price {
  /** Withdrawn from the performer at each assignment. */
  fee: number;
  /** Deposited to the performer who completes the task. */
  reward: number;
}

/**
 * The price of a task (F1): a fee of 10.00 to 20.00 and a reward of 20.00 to 40.00, both ends included, uniformly
 * distributed and independent of each other. It cannot be guessed without the secret, and is the same after any replay
 * or restore.
 */
export const priceOf = (secret: string, taskId: string): Price => ({
  fee: evenlyBetween(1000, 2000, digestOf(secret, `fee:${taskId}`)),
  reward: evenlyBetween(2000, 4000, digestOf(secret, `reward:${taskId}`)),
});

const digestOf = (secret: string, text: string): bigint =>
  BigInt(`0x${createHmac('sha256', secret).update(text).digest('hex')}`);

// With 256 bits, the remainder favours no amount by more than one part in 2^245.
const evenlyBetween = (lowest: number, highest: number, digest: bigint): number =>
  lowest + Number(digest % BigInt(highest - lowest + 1));

/** How prices are made and published. */
interface Pricing {
  secret: string;
  /** ISO 4217. */
  currency: string;
}

/**
 * Prices tasks seen for the first time and publishes their prices (F1, F8); an existing price never changes. Returns how
 * many tasks had no price.
 */
export async function priceTasks(
  tx: Transaction,
  outbox: Outbox,
  { secret, currency }: Pricing,
  taskIds: readonly string[],
  now: Date,
): Promise<number> {
  if (taskIds.length === 0) {
    return 0;
  }
  const prices = taskIds.map((id) => priceOf(secret, id));
  const [outcome] = await tx.query<{ count: number }[]>(priceTasksSql, [
    taskIds,
    prices.map(({ fee }) => fee),
    prices.map(({ reward }) => reward),
    currency,
    now.toISOString(),
  ]);
  outbox.noteAdded(tx);
  return outcome?.count ?? 0;
}

/** SQL of `addedEvents` that publishes the prices in the CTE `priced`. */
export const pricedEvents = (currency: string, timestamp: string): string => `
  select ${eventColumns(taskPriced, 'uuidv7()', {
    task_uuid: 'priced.id',
    fee: 'priced.fee',
    reward: 'priced.reward',
    currency: `${currency}::text`,
    timestamp: `${timestamp}::text`,
  })}
  from priced`;

// An event that only mentions a task says nothing about its description, so it does not count as a change yet.
// Ordered by id, so that two concurrent batches wait for each other instead of deadlocking.
const priceTasksSql = prepared(`
  with priced as (
    insert into task (id, fee, reward, changed_at)
    select id, fee, reward, '-infinity'
    from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as priced (id, fee, reward)
    order by id
    on conflict (id) do nothing
    returning id, fee, reward
  ), added_event as (${addedEvents([pricedEvents('$4', '$5')])}
  )
  select count(*)::int as count from priced`);
