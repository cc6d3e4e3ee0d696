import { AsyncLocalStorage } from 'node:async_hooks';
import { LoggedOutage } from '../outage.js';
import type { Transaction } from './transaction.js';

/**
 * Thrown when this instance no longer holds a lease, so the work now belongs to another instance. InstanceLeases logs
 * the loss, once for all work under the lease.
 */
export class LeaseLost extends LoggedOutage {
  constructor(name: string) {
    super(`this instance no longer holds the lease of ${name}, so nothing was done`);
  }
}

/** The right to do work that one instance does at a time, as acquired with one token. */
export interface Lease {
  /** What the SQL function `fence` takes: the lease, the instance and the token. */
  readonly fenceParameters: readonly [name: string, instance: string, token: string];
  /** Throws LeaseLost once the lease may have expired by this process's own clock; does not ask the database. */
  requireHeld(): void;
  /** Throws LeaseLost unless the lease is held. Prevents a takeover until the transaction ends. */
  fence(tx: Transaction): Promise<void>;
}

const current = new AsyncLocalStorage<Lease>();

/** Runs `work`, including everything it calls, under a lease, which fences its transactions. */
export const underLease = <Result>(lease: Lease, work: () => Result): Result => current.run(lease, work);

/**
 * Runs `work` under no lease: for recording what has already been done, whichever instance holds the lease by now.
 */
export const outsideLease = <Result>(work: () => Result): Result => current.exit(work);

/** The lease that the current work runs under, if any. */
export const currentLease = (): Lease | undefined => current.getStore();

/**
 * Call it before an effect outside the database, which cannot be fenced: throws LeaseLost if the current work runs
 * under a lease that may have expired.
 */
export const requireCurrentLease = (): void => current.getStore()?.requireHeld();
