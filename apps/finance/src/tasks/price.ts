import { createHmac } from 'node:crypto';
import { taskPriced } from '@ates/contracts';
import { newEvent, type NewEvent } from '@ates/messaging';
import { prepared, type Transaction } from '@ates/platform';

/** In minor units. */
export interface Price {
  /** Withdrawn from the performer at each assignment. */
  fee: number;
  /** Deposited to the performer who completes the task. */
  reward: number;
}

/** A task with its final price. */
export interface PricedTask extends Price {
  id: string;
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

/** Prices tasks seen for the first time and returns those that had no price; an existing price never changes (F1). */
export async function priceTasks(
  tx: Transaction,
  secret: string,
  taskIds: readonly string[],
): Promise<PricedTask[]> {
  if (taskIds.length === 0) {
    return [];
  }
  const prices = taskIds.map((id) => priceOf(secret, id));
  return tx.query<PricedTask[]>(priceTasksSql, [
    taskIds,
    prices.map(({ fee }) => fee),
    prices.map(({ reward }) => reward),
  ]);
}

// An event that only mentions a task says nothing about its description, so it does not count as a change yet.
// Ordered by id, so that two concurrent batches wait for each other instead of deadlocking.
const priceTasksSql = prepared(`
  insert into task (id, fee, reward, changed_at)
  select id, fee, reward, '-infinity'
  from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as priced (id, fee, reward)
  order by id
  on conflict (id) do nothing
  returning id, fee::int, reward::int`);

/** The events that publish prices (F8), to be stored in the transaction that sets them. */
export const pricedEvents = (tasks: readonly PricedTask[], currency: string, now: Date): NewEvent[] =>
  tasks.map(({ id, fee, reward }) =>
    newEvent(taskPriced, { task_uuid: id, fee, reward, currency, timestamp: now.toISOString() }),
  );
