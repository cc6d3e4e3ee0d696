import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Logger } from '@nestjs/common';
import pg from 'pg';

/** What PostgreSQL may take for a statement unless something else is said; it ends the statement then. */
export const usualStatementMilliseconds = 10_000;

// After PostgreSQL should have ended the statement: one that is silent by then does not answer at all.
const silenceMilliseconds = 1000;
const keepAliveMilliseconds = 5000;
const endMilliseconds = 1000;

const statementTime = new AsyncLocalStorage<number>();

/** Lets statements that `work` runs take longer, or less long, than usual. Tell PostgreSQL as well, by `statement_timeout`. */
export const withStatementTime = <Result>(milliseconds: number, work: () => Result): Result =>
  statementTime.run(milliseconds, work);

const inUse = new Set<BoundedClient>();
/** Since when servers have been silent, by host and port. */
const silentSince = new Map<string, number>();
const logger = new Logger('PostgreSQL');

type AnyMethod = (...parts: unknown[]) => unknown;

/**
 * A connection to PostgreSQL on which nothing waits for ever (S10). When a statement gets no answer although PostgreSQL
 * should have ended it by now, nobody is at the other end any more (a host lost its power, a firewall drops packets):
 * the statement fails with ETIMEDOUT and the connection is closed, so that no pool hands it out again. Connections to the
 * same server that lie idle and were not heard of since are closed as well.
 * `query_timeout` of the configuration says how long to wait; by default a second longer than `statement_timeout`.
 */
export class BoundedClient extends pg.Client {
  private readonly socket: Socket;
  private readonly patienceMilliseconds: number;
  private waiting: { since: number; timer: NodeJS.Timeout } | undefined;
  private heardAt = performance.now();
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
    // Also so that one that breaks while nobody listens does not end the process: who uses it next is told.
    this.on('error', () => this.stopWaiting());
    this.on('end', () => {
      this.hasEnded = true;
      this.stopWaiting();
      inUse.delete(this);
    });
    this.extend('query', () => this.expectAnswer());
    this.extend('end', () => this.boundEnd());
  }

  /** How many statements of this process PostgreSQL has not answered yet. */
  static get unanswered(): number {
    return [...inUse].filter(({ waiting }) => waiting).length;
  }

  private get server(): string {
    return `${this.host}:${this.port}`;
  }

  /** Does something after a method was called, whichever of its forms. */
  private extend(method: 'query' | 'end', afterwards: () => void): void {
    const original = this[method].bind(this) as AnyMethod;
    const value: AnyMethod = (...parts) => {
      const result = original(...parts);
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
    // An answer may have come while this process stood still: it is read before anything is given up.
    const timer = setTimeout(() => setImmediate(() => this.giveUp(timer, patience)), patience);
    this.waiting = { since: this.waiting?.since ?? performance.now(), timer };
  }

  private noteAnswer(): void {
    this.stopWaiting();
    this.heardAt = performance.now();
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
        `${server} has not answered a statement for ${patience / 1000} s: closing the connections that are silent`,
      );
    }
    for (const client of inUse) {
      if (client === this || (client.server === server && client.isIdleSince(waiting.since))) {
        client.close(patience);
      }
    }
  }

  private isIdleSince(time: number): boolean {
    return !this.waiting && this.heardAt < time;
  }

  private close(patience: number): void {
    const error = new Error(`PostgreSQL has not answered for ${patience / 1000} s`);
    this.socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }

  /** Nor does saying good-bye wait for somebody who is not there. */
  private boundEnd(): void {
    setTimeout(() => this.socket.destroy(), endMilliseconds).unref();
  }
}

const secondsSince = (time: number): number => Math.round((performance.now() - time) / 1000);
