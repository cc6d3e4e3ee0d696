import { Injectable, Optional } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { withStatementTime } from './bounded-client.js';
import { CommitSignals } from './commit-signals.js';
import { claimKeys, fingerprintOf, recallAnswer, recordAnswers, type IdempotencyKey } from './idempotency.js';
import { isConnectionFailure, isTransientConflict, lostItsLease } from './failures.js';
import { currentLease, LeaseLost } from './lease.js';
import { databaseOutage } from '../outage.js';
import { ServicePart } from '../service-part.js';
import type { Transaction } from './transaction.js';

const attempts = 5;

/** `statementMilliseconds` of transactions that may touch every row, such as closing a day. */
export const longStatementMilliseconds = 30_000;

interface TransactionLimits {
  /** The time limit of one statement, in milliseconds; 10,000 by default. */
  statementMilliseconds?: number;
}

/** The service's own database. */
@Injectable()
export class Database {
  /** Wakes loops of this process when a transaction with work for them has committed. */
  readonly signals: CommitSignals;

  constructor(
    private readonly dataSource: DataSource,
    @Optional() private readonly part: ServicePart = new ServicePart(),
  ) {
    this.signals = new CommitSignals(dataSource);
  }

  /** Whether PostgreSQL refuses every write of this instance (S9). */
  get onlyReads(): boolean {
    return this.part.onlyReads;
  }

  /**
   * Runs `work` in one transaction (read committed): all of it or none. Retries after a deadlock or serialization
   * failure, so `work` must have no effects outside `tx`. Under a lease (`InstanceLeases`) the transaction begins with
   * the lease's fence: throws LeaseLost, with nothing done, if another instance may have taken over.
   */
  async transaction<Result>(
    work: (tx: Transaction) => Promise<Result>,
    { statementMilliseconds }: TransactionLimits = {},
  ): Promise<Result> {
    if (statementMilliseconds === undefined) {
      return this.withRetries(work);
    }
    return withStatementTime(statementMilliseconds, () =>
      this.withRetries(async (tx) => {
        await limitStatements(tx, statementMilliseconds);
        return work(tx);
      }),
    );
  }

  private async withRetries<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const lease = currentLease();
    for (let attempt = 1; ; attempt += 1) {
      try {
        lease?.requireHeld();
        return await this.watchingOutage(() =>
          this.dataSource.transaction(async (tx) => {
            await lease?.fence(tx);
            return work(tx);
          }),
        );
      } catch (error) {
        if (attempt >= attempts || !isTransientConflict(error)) {
          throw error;
        }
      }
    }
  }

  /**
   * Runs `work` like `transaction`, but once per idempotency key: repeating the request returns the first answer, and a
   * different request with the same key throws the Problem `idempotency-key-reused`. The key, the effects and the
   * answer commit together; of two concurrent requests the second waits for the first. Without a key it is
   * `transaction`. The answer must be plain JSON. A failed request leaves no trace and can be repeated.
   */
  async once<Answer>(
    key: IdempotencyKey | undefined,
    work: (tx: Transaction) => Promise<Answer>,
    limits: TransactionLimits = {},
  ): Promise<Answer> {
    if (!key) {
      return this.transaction(work, limits);
    }
    const fingerprint = await fingerprintOf(key);
    return this.transaction(async (tx) => {
      const claimed = await claimKeys(tx, [{ ...key, fingerprint }]);
      if (claimed.size === 0) {
        return recallAnswer<Answer>(tx, key, fingerprint);
      }
      const answer = await work(tx);
      await recordAnswers(tx, [{ ...key, answer }]);
      return answer;
    }, limits);
  }

  /**
   * Runs one statement outside any transaction and returns its rows. Under a lease it throws LeaseLost once the lease
   * may have expired. Work that two instances must never both do needs `transaction`, which has the fence.
   */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    currentLease()?.requireHeld();
    return this.watchingOutage(() => this.dataSource.query<Row[]>(sql, [...parameters]));
  }

  /**
   * Runs one statement under the current lease, as a transaction of its own and in one round trip, and returns its rows.
   * The statement must call the SQL function `fence` with its first three parameters; `parameters` are those from the
   * fourth on. Throws LeaseLost, with nothing done, if another instance may have taken over.
   */
  async fenced<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const lease = currentLease();
    if (!lease) {
      throw new Error('a fenced statement runs under a lease only');
    }
    try {
      return await this.query<Row>(sql, [...lease.fenceParameters, ...parameters]);
    } catch (error) {
      throw lostItsLease(error) ? new LeaseLost(lease.fenceParameters[0]) : error;
    }
  }

  /** Every database access passes through here, so this is where outages and their end are logged. */
  private async watchingOutage<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await (this.part.onlyReads ? twice(work) : work());
      databaseOutage.ended();
      return result;
    } catch (error) {
      // A stopping service has closed its connections itself.
      if (this.dataSource.isInitialized && isConnectionFailure(error)) {
        databaseOutage.began(error);
      }
      throw error;
    }
  }
}

/**
 * Runs read-only work again after a failure: that is safe, and another server may answer it, because the first one went
 * away or cancelled the statement that conflicted with its replay.
 */
async function twice<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isConnectionFailure(error) || isTransientConflict(error)) {
      return work();
    }
    throw error;
  }
}

/**
 * Not a query, after which the isolation level could no longer be chosen. SET cannot bind parameters, so the value is
 * truncated to a whole number.
 */
const limitStatements = (tx: Transaction, milliseconds: number): Promise<unknown> =>
  tx.query(`set local statement_timeout = ${Math.trunc(milliseconds)}`);
