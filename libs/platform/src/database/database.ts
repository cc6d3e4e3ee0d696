import { Injectable, Optional } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { withStatementTime } from './bounded-client.js';
import { CommitSignals } from './commit-signals.js';
import { claimKey, fingerprintOf, recallAnswer, recordAnswer, type IdempotencyKey } from './idempotency.js';
import { isConnectionFailure, isTransientConflict } from './failures.js';
import { currentLease } from './lease.js';
import { databaseOutage } from '../outage.js';
import { ServicePart } from '../service-part.js';
import type { Transaction } from './transaction.js';

const attempts = 5;

/** `statementMilliseconds` of transactions that may work on everything there is, as a close does. */
export const longStatementMilliseconds = 30_000;

export interface TransactionLimits {
  /** What one statement may take, in milliseconds; 10,000 when left out. */
  statementMilliseconds?: number;
}

/** The service's own database. */
@Injectable()
export class Database {
  /** Wakes loops of this process when a transaction that made work for them has committed. */
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
   * Runs `work` in one transaction (read committed): all of it or none.
   * A deadlock with another transaction is done again, so `work` must have no effect but on `tx`.
   * In work under a lease (`InstanceLeases`) it begins with the lease's fence: throws LeaseLost, with nothing done, when
   * another instance may have taken over.
   */
  async transaction<Result>(
    work: (tx: Transaction) => Promise<Result>,
    { statementMilliseconds }: TransactionLimits = {},
  ): Promise<Result> {
    if (statementMilliseconds === undefined) {
      return this.repeated(work);
    }
    return withStatementTime(statementMilliseconds, () =>
      this.repeated(async (tx) => {
        await letStatementsTake(tx, statementMilliseconds);
        return work(tx);
      }),
    );
  }

  private async repeated<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const lease = currentLease();
    for (let attempt = 1; ; attempt += 1) {
      try {
        lease?.requireHeld();
        return await this.noting(() =>
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
   * Runs `work` like `transaction`, but once for an idempotency key: the same request again gets the first answer,
   * another request under the same key is refused (Problem `idempotency-key-reused`). The key, the effects and the
   * answer commit together; of two at the same time the second waits for the first. Without a key it is `transaction`.
   * The answer must be plain JSON. A request that failed leaves no trace and may be sent again.
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
      const isFirst = await claimKey(tx, key, fingerprint);
      if (!isFirst) {
        return recallAnswer<Answer>(tx, key, fingerprint);
      }
      const answer = await work(tx);
      await recordAnswer(tx, key, answer);
      return answer;
    }, limits);
  }

  /**
   * Runs one statement outside any transaction and answers its rows. In work under a lease it throws LeaseLost once that
   * may have expired; what must not be done by two uses `transaction`, which has the fence.
   */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    currentLease()?.requireHeld();
    return this.noting(() => this.dataSource.query<Row[]>(sql, [...parameters]));
  }

  /** Everything the service does goes by here, so it is here that the log hears of an outage and of its end. */
  private async noting<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await (this.part.onlyReads ? twice(work) : work());
      databaseOutage.ended();
      return result;
    } catch (error) {
      // A service that stops has closed its connections itself.
      if (this.dataSource.isInitialized && isConnectionFailure(error)) {
        databaseOutage.began(error);
      }
      throw error;
    }
  }
}

/**
 * What only reads is safe to repeat, and another server may answer it: the one that was asked went away, or ended the
 * statement because it stood in the way of what it replays.
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

/** No query, after which an isolation level could not be chosen any more; so there is nothing to bind, but a whole number. */
const letStatementsTake = (tx: Transaction, milliseconds: number): Promise<unknown> =>
  tx.query(`set local statement_timeout = ${Math.trunc(milliseconds)}`);
