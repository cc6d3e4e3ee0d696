import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { RequestWithPrincipal } from '../access.js';
import { Gauge } from '../metrics.js';
import { Problem } from '../problem.js';
import { tookTooLong } from './failures.js';
import { heavyConnections, ReadDatabase } from './read-database.js';
import type { ReadSource } from './read-source.js';

/** The caller of a heavy read, and whether they are still connected. */
export interface Asker {
  /** Identical for all requests of one person or service. */
  id: string;
  /** Aborted when the caller's connection closes, or the response is complete. */
  gone: AbortSignal;
}

/** Parameter decorator: the caller of the current request, for `HeavyReads`. */
export const CurrentAsker = createParamDecorator((_: unknown, context: ExecutionContext): Asker => {
  const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  const { raw } = context.switchToHttp().getResponse<{ raw: ServerResponse }>();
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return { id: principal ? `${principal.kind}:${principal.id}` : 'anonymous', gone: gone.signal };
});

// Per caller: the searches typed while one runs. Only a program that does not wait for answers queues more.
const queuedPerCaller = 4;

// In total: with the time limit of each read, a longer queue would mean waiting for minutes instead of retrying.
const queuedInTotal = 64;

const retrySeconds = 1;

const batchSize = 1000;

interface Waiting {
  asker: Asker;
  start: () => void;
  /** Rejects the queued read. */
  refuse: (reason: unknown) => void;
}

const heavyReads = new Gauge({
  name: 'heavy_reads',
  help: 'Searches and other heavy reads, by state: running, or waiting in the queue',
  labelNames: ['state'],
});

/**
 * A queue for searches and other expensive reads: few at a time, one at a time per caller, over dedicated connections
 * and with a time limit for each statement. So they never hold up writes, cheap lists or readiness, and one caller's
 * searches never hold up another's for long. The queue is served in order; a queued read is dropped when its caller
 * disconnects.
 */
@Injectable()
export class HeavyReads {
  private readonly running = new Set<string>();
  private waiting: Waiting[] = [];

  constructor(private readonly reads: ReadDatabase) {}

  /**
   * Runs `work` when it is the caller's turn; on the standby if there is one and the answer `mayBeBehind`. Throws the
   * Problems `too-many-searches` (the caller has too many queued), `searches-busy` (the queue is full) and
   * `read-took-too-long`.
   */
  async read<Result>(
    asker: Asker,
    work: (source: ReadSource) => Promise<Result>,
    { mayBeBehind = false }: { mayBeBehind?: boolean } = {},
  ): Promise<Result> {
    await this.waitForTurn(asker);
    try {
      return await this.reads.readHeavy(work, mayBeBehind);
    } catch (error) {
      throw readFailure(error);
    } finally {
      this.running.delete(asker.id);
      this.startWaiting();
    }
  }

  /**
   * Yields all rows of a long list in batches. Each batch takes a turn of its own, so an export occupies a connection
   * only while it reads. `rowsAfter` returns the next rows, at most `limit`, after the row with these keys, or the first
   * ones; `keysOf` returns the keys of a row. Throws the Problems of `read`.
   */
  async *batches<Row, Keys>(
    asker: Asker,
    rowsAfter: (source: ReadSource, after: Keys | undefined, limit: number) => Promise<Row[]>,
    keysOf: (row: Row) => Keys,
  ): AsyncGenerator<Row[], void> {
    let after: Keys | undefined;
    for (;;) {
      const position = after;
      const rows = await this.read(asker, (source) => rowsAfter(source, position, batchSize));
      yield rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < batchSize) {
        return;
      }
      after = keysOf(last);
    }
  }

  private async waitForTurn(asker: Asker): Promise<void> {
    if (this.waiting.filter((other) => other.asker.id === asker.id).length >= queuedPerCaller) {
      throw tooManySearches();
    }
    if (this.waiting.length >= queuedInTotal) {
      throw searchesBusy();
    }
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = { asker, start: resolve, refuse: reject };
      this.waiting.push(waiting);
      asker.gone.addEventListener('abort', () => this.drop(waiting), { once: true });
      this.startWaiting();
    });
  }

  private drop(waiting: Waiting): void {
    if (this.waiting.includes(waiting)) {
      this.waiting = this.waiting.filter((other) => other !== waiting);
      waiting.refuse(askerGone());
      this.updateGauge();
    }
  }

  private startWaiting(): void {
    while (this.running.size < heavyConnections) {
      const next = this.waiting.find(({ asker }) => !this.running.has(asker.id));
      if (!next) {
        break;
      }
      this.waiting = this.waiting.filter((other) => other !== next);
      this.running.add(next.asker.id);
      next.start();
    }
    this.updateGauge();
  }

  private updateGauge(): void {
    heavyReads.set({ state: 'running' }, this.running.size);
    heavyReads.set({ state: 'waiting' }, this.waiting.length);
  }
}

/** The problems of a route that reads through `HeavyReads`, for its documentation. */
export const heavyReadProblems = {
  429: { 'too-many-searches': 'You have too many queued searches; see Retry-After' },
  503: {
    'searches-busy': 'Too many people are searching; see Retry-After',
    'read-took-too-long': 'It took too long and was stopped; use a longer search text, or fewer days',
  },
};

const tooManySearches = (): Problem =>
  new Problem(
    'too-many',
    'too-many-searches',
    `You already have ${queuedPerCaller} searches queued. Wait for them to finish, then search again.`,
    { retryAfterSeconds: retrySeconds },
  );

const searchesBusy = (): Problem =>
  new Problem(
    'unavailable',
    'searches-busy',
    'Too many people are searching right now. Try again in a moment.',
    {
      retryAfterSeconds: retrySeconds,
    },
  );

/** The Problem `read-took-too-long` for a statement that was stopped at its time limit; any other error as it is. */
export const readFailure = (error: unknown): unknown => (tookTooLong(error) ? readTookTooLong() : error);

const readTookTooLong = (): Problem =>
  new Problem(
    'unavailable',
    'read-took-too-long',
    'This took too long and was stopped. Narrow it down: enter more letters to search for, or choose fewer days.',
    { retryAfterSeconds: retrySeconds },
  );

// Never delivered: the caller has disconnected.
const askerGone = (): Problem => new Problem('unavailable', 'asker-gone', 'The connection was closed.');
