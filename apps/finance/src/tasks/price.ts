import { createHmac } from 'node:crypto';

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
