import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from './transaction.js';

/** This instance does not hold a lease any more, so that what it was about to do is another's. */
export class LeaseLost extends Error {
  constructor(name: string) {
    super(`this instance does not hold the lease of ${name} any more, so nothing was done`);
  }
}

/** The right to do something that one instance does at a time, as somebody got it. */
export interface Lease {
  name: string;
  /** Throws LeaseLost once it may have expired, by this process's own clock; asks nobody. */
  requireHeld(): void;
  /** Throws LeaseLost unless it is held. Nobody takes it over until the transaction ends. */
  fence(tx: Transaction): Promise<void>;
}

const current = new AsyncLocalStorage<Lease>();

/** Runs `work`, and whatever that calls, under a lease: its transactions are fenced by it. */
export const underLease = <Result>(lease: Lease, work: () => Result): Result => current.run(lease, work);

/**
 * Runs `work` under no lease: for a record of what was done already, which has to be kept whoever holds the lease by now.
 */
export const outsideLease = <Result>(work: () => Result): Result => current.exit(work);

/** The lease that the present work runs under, if it does. */
export const currentLease = (): Lease | undefined => current.getStore();

/**
 * To be called before an effect outside the database, which cannot be fenced: throws LeaseLost when the present work runs
 * under a lease that may have expired.
 */
export const requireCurrentLease = (): void => current.getStore()?.requireHeld();
