import type { DataSource, EntitySubscriberInterface, QueryRunner } from 'typeorm';
import type { Transaction } from './transaction.js';

type Listener = () => void;

/**
 * Tells the loops of this process that a transaction of this process has made work for them, so that they need not poll
 * often. A signal may be lost in a crash and reaches no other process: listeners still poll now and then.
 */
export class CommitSignals implements EntitySubscriberInterface {
  private readonly promised = new WeakMap<QueryRunner, Set<string>>();
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly commitListeners = new Set<Listener>();

  constructor(dataSource: DataSource) {
    dataSource.subscribers.push(this);
  }

  /** Gives the signal `topic` once the transaction has committed, and never if it does not. */
  afterCommit(tx: Transaction, topic: string): void {
    if (tx.queryRunner) {
      const topics = this.promised.get(tx.queryRunner) ?? new Set();
      this.promised.set(tx.queryRunner, topics.add(topic));
    }
  }

  /** Gives the signal `topic` now: the work stands in the database already. */
  give(topic: string): void {
    callAll(this.listeners.get(topic));
  }

  /** Calls `listener` for each signal `topic`. Listeners must not throw. */
  on(topic: string, listener: Listener): void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
  }

  /** Calls `listener` after every commit of this process, until the answered function is called. */
  onAnyCommit(listener: Listener): () => void {
    this.commitListeners.add(listener);
    return () => this.commitListeners.delete(listener);
  }

  /** Called by TypeORM. */
  afterTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): void {
    const topics = this.promised.get(queryRunner);
    this.promised.delete(queryRunner);
    for (const topic of topics ?? []) {
      this.give(topic);
    }
    callAll(this.commitListeners);
  }

  /** Called by TypeORM. */
  afterTransactionRollback({ queryRunner }: { queryRunner: QueryRunner }): void {
    this.promised.delete(queryRunner);
  }
}

const callAll = (listeners: Iterable<Listener> = []): void => {
  for (const listener of listeners) {
    listener();
  }
};
