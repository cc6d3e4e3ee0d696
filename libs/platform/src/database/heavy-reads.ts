import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { RequestWithPrincipal } from '../access.js';
import { Gauge } from '../metrics.js';
import { Problem } from '../problem.js';
import { tookTooLong } from './failures.js';
import { heavyConnections, ReadDatabase } from './read-database.js';
import type { ReadSource } from './read-source.js';

/** Who waits for an answer, and whether they still do. */
export interface Asker {
  /** The same for all requests of one person or service. */
  id: string;
  /** Aborted once the connection is closed before the answer was sent. */
  gone: AbortSignal;
}

/** Who asks by this request, for `HeavyReads`. */
export const CurrentAsker = createParamDecorator((_: unknown, context: ExecutionContext): Asker => {
  const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  const { raw } = context.switchToHttp().getResponse<{ raw: ServerResponse }>();
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return { id: principal ? `${principal.kind}:${principal.id}` : 'anonymous', gone: gone.signal };
});

// Of one asker: what is typed while a search runs. More than these are a program that does not wait for answers.
const waitingOfOne = 4;

// With the time that each may take at most, whoever is told to come back would otherwise have waited for minutes.
const waitingOfAll = 64;

const retrySeconds = 1;

interface Waiting {
  asker: Asker;
  start: () => void;
  /** Takes it out of the queue; false when it has begun. */
  refuse: (reason: unknown) => void;
}

const heavyReads = new Gauge({
  name: 'heavy_reads',
  help: 'Searches and other heavy reads, by whether they are running or waiting for their turn',
  labelNames: ['state'],
});

/**
 * Searches and other reads that may cost much: few at a time, one at a time of each asker, over connections of their own
 * and with a time for each statement. So they never hold up what writes, nor the lists and readiness that need little,
 * and nobody's searches hold up another's for long. Whoever waits is served in order; a search whose asker has gone is
 * dropped while it waits.
 */
@Injectable()
export class HeavyReads {
  private readonly running = new Set<string>();
  private waiting: Waiting[] = [];

  constructor(private readonly reads: ReadDatabase) {}

  /**
   * Lets `work` read once it is the asker's turn; on the standby where there is one and the answer `mayBeBehind`. Throws
   * the Problems `too-many-searches` (the asker has others waiting), `searches-busy` (everybody has) and
   * `read-took-too-long`.
   */
  async read<Result>(
    asker: Asker,
    work: (source: ReadSource) => Promise<Result>,
    { mayBeBehind = false }: { mayBeBehind?: boolean } = {},
  ): Promise<Result> {
    await this.turnOf(asker);
    try {
      return await this.reads.readHeavy(work, mayBeBehind);
    } catch (error) {
      throw tookTooLong(error) ? readTookTooLong() : error;
    } finally {
      this.running.delete(asker.id);
      this.startWaiting();
    }
  }

  private async turnOf(asker: Asker): Promise<void> {
    if (this.waiting.filter((other) => other.asker.id === asker.id).length >= waitingOfOne) {
      throw tooManySearches();
    }
    if (this.waiting.length >= waitingOfAll) {
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
      this.tell();
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
    this.tell();
  }

  private tell(): void {
    heavyReads.set({ state: 'running' }, this.running.size);
    heavyReads.set({ state: 'waiting' }, this.waiting.length);
  }
}

const tooManySearches = (): Problem =>
  new Problem(
    'too-many',
    'too-many-searches',
    `You have ${waitingOfOne} searches waiting already. Wait for their answers, then search again.`,
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

const readTookTooLong = (): Problem =>
  new Problem(
    'unavailable',
    'read-took-too-long',
    'This took too long and was stopped. Ask for less: more letters of what you look for, or fewer days.',
    { retryAfterSeconds: retrySeconds },
  );

// Nobody is there to read it.
const askerGone = (): Problem => new Problem('unavailable', 'asker-gone', 'The connection was closed.');
