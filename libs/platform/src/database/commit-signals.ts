import type { DataSource, EntitySubscriberInterface, QueryRunner } from 'typeorm';
import type { Transaction } from './transaction.js';

type Listener = () => void;

/**
 * Signals to the loops of this process that a transaction of this process has committed work for them, so they need not
 * poll often. A crash can lose a signal, and other processes do not get it: listeners still poll now and then.
 */
export class CommitSignals implements EntitySubscriberInterface {
  private readonly promised = new WeakMap<QueryRunner, Set<string>>();
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly commitListeners = new Set<Listener>();

  constructor(dataSource: DataSource) {
    dataSource.subscribers.push(this);
  }

  /** Emits the signal `topic` when the transaction commits; never if it rolls back. */
  afterCommit(tx: Transaction, topic: string): void {
    if (tx.queryRunner) {
      const topics = this.promised.get(tx.queryRunner) ?? new Set();
      this.promised.set(tx.queryRunner, topics.add(topic));
    }
  }

  /** Emits the signal `topic` now: the work is already committed. */
  give(topic: string): void {
    callAll(this.listeners.get(topic));
  }

  /** Tells the listeners of every commit that a statement outside a transaction has changed something. */
  committed(): void {
    callAll(this.commitListeners);
  }

  /** Calls `listener` for every signal `topic`. Listeners must not throw. */
  on(topic: string, listener: Listener): void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
  }

  /** Calls `listener` after every commit of this process, until the returned function is called. */
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
    this.committed();
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
