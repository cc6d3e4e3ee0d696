import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { claimKey, fingerprintOf, recallAnswer, recordAnswer, type IdempotencyKey } from './idempotency.js';
import { isTransientConflict } from './failures.js';
import type { Transaction } from './transaction.js';

const attempts = 5;

/** The service's own database. */
@Injectable()
export class Database {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction (read committed): all of it or none.
   * A deadlock with another transaction is done again, so `work` must have no effect but on `tx`.
   */
  async transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.dataSource.transaction(work);
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
  ): Promise<Answer> {
    if (!key) {
      return this.transaction(work);
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
    });
  }

  /** Runs one statement outside any transaction and answers its rows. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.dataSource.query<Row[]>(sql, [...parameters]);
  }
}
