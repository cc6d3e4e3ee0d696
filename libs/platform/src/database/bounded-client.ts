import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { preparedName } from './prepared.js';

/** The default `statement_timeout`, in milliseconds: PostgreSQL cancels statements that run longer. */
export const usualStatementMilliseconds = 10_000;

// Extra time after PostgreSQL should have cancelled the statement. If it is still silent then, it is not answering at
// all.
const silenceMilliseconds = 1000;
const keepAliveMilliseconds = 5000;
const endMilliseconds = 1000;

const statementTime = new AsyncLocalStorage<number>();

/** Changes the time limit of the statements that `work` runs. Set PostgreSQL's `statement_timeout` to match. */
export const withStatementTime = <Result>(milliseconds: number, work: () => Result): Result =>
  statementTime.run(milliseconds, work);

const inUse = new Set<BoundedClient>();
/** When each silent server stopped answering, by host and port. */
const silentSince = new Map<string, number>();
const logger = new Logger('PostgreSQL');

type AnyMethod = (...parts: unknown[]) => unknown;

/**
 * A PostgreSQL connection on which no statement waits forever (S10). If a statement gets no answer although PostgreSQL
 * should have cancelled it by now, the other end is gone (a host lost power, a firewall drops packets): the statement
 * fails with ETIMEDOUT and the connection is closed, so no pool hands it out again. Idle connections to the same server
 * that have received nothing since are closed as well.
 *
 * The configuration's `query_timeout` is the time to wait; by default one second longer than `statement_timeout`.
 */
export class BoundedClient extends pg.Client {
  private readonly socket: Socket;
  private readonly patienceMilliseconds: number;
  private waiting: { since: number; timer: NodeJS.Timeout } | undefined;
  private answeredAt = performance.now();
  private hasEnded = false;

  constructor(config: pg.ClientConfig = {}) {
    const socket = new Socket();
    const { query_timeout, statement_timeout, ...rest } = config;
    super({
      ...rest,
      statement_timeout,
      stream: () => socket,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMilliseconds,
    });
    this.socket = socket;
    this.patienceMilliseconds =
      query_timeout ?? (statement_timeout || usualStatementMilliseconds) + silenceMilliseconds;
    this.on('drain', () => this.noteAnswer());
    // Also keeps a connection that breaks while no one listens from ending the process: its next user gets the error.
    this.on('error', () => this.stopWaiting());
    this.on('end', () => {
      this.hasEnded = true;
      this.stopWaiting();
      inUse.delete(this);
    });
    this.extend('query', () => this.expectAnswer(), withName);
    this.extend('end', () => this.boundEnd());
  }

  /** The number of statements of this process that PostgreSQL has not answered yet. */
  static get unanswered(): number {
    return [...inUse].filter(({ waiting }) => waiting).length;
  }

  private get server(): string {
    return `${this.host}:${this.port}`;
  }

  /** Runs `afterwards` after each call of a method, in any of its overloads; `change` may change its arguments. */
  private extend(
    method: 'query' | 'end',
    afterwards: () => void,
    change = (parts: unknown[]): unknown[] => parts,
  ): void {
    const original = this[method].bind(this) as AnyMethod;
    const value: AnyMethod = (...parts) => {
      const result = original(...change(parts));
      afterwards();
      return result;
    };
    Object.defineProperty(this, method, { value });
  }

  private expectAnswer(): void {
    if (this.hasEnded) {
      return;
    }
    inUse.add(this);
    clearTimeout(this.waiting?.timer);
    const asked = statementTime.getStore();
    const patience = asked === undefined ? this.patienceMilliseconds : asked + silenceMilliseconds;
    // Not `withinTime`: this limit moves with each statement and answer on the connection, and the end of it closes the
    // connection. An answer may have arrived while this process was frozen: read it before giving up.
    const timer = setTimeout(() => setImmediate(() => this.giveUp(timer, patience)), patience);
    this.waiting = { since: this.waiting?.since ?? performance.now(), timer };
  }

  private noteAnswer(): void {
    this.stopWaiting();
    this.answeredAt = performance.now();
    const since = silentSince.get(this.server);
    if (since !== undefined) {
      silentSince.delete(this.server);
      logger.log(`${this.server} answers again after ${secondsSince(since)} s`);
    }
  }

  private stopWaiting(): void {
    clearTimeout(this.waiting?.timer);
    this.waiting = undefined;
  }

  private giveUp(timer: NodeJS.Timeout, patience: number): void {
    const { waiting, server } = this;
    if (waiting?.timer !== timer) {
      return;
    }
    if (!silentSince.has(server)) {
      silentSince.set(server, waiting.since);
      logger.warn(
        `${server} has not answered a statement for ${patience / 1000} s; closing silent connections`,
      );
    }
    for (const client of inUse) {
      if (client === this || (client.server === server && client.isIdleSince(waiting.since))) {
        client.close(patience);
      }
    }
  }

  private isIdleSince(time: number): boolean {
    return !this.waiting && this.answeredAt < time;
  }

  private close(patience: number): void {
    const error = new Error(`PostgreSQL has not answered for ${patience / 1000} s`);
    this.socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }

  /** Keeps `end` from waiting for a server that is gone. */
  private boundEnd(): void {
    setTimeout(() => this.socket.destroy(), endMilliseconds).unref();
  }
}

/** Sends the name along with a statement marked by `prepared`, so that this connection parses it only once. */
function withName([statement, ...rest]: unknown[]): unknown[] {
  const name = typeof statement === 'string' ? preparedName(statement) : undefined;
  return [name === undefined ? statement : { name, text: statement }, ...rest];
}

const secondsSince = (time: number): number => Math.round((performance.now() - time) / 1000);
