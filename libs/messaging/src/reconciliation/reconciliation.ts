import { Logger } from '@nestjs/common';
import type { ReconciliationRun } from '@ates/contracts';
import {
  CallRefused,
  stalledCallsMilliseconds,
  type BackgroundLoop,
  type InstanceLeases,
} from '@ates/platform';
import type { EventConsumer } from '../consuming/event.server.js';
import type { FeedPosition, PositionKeeper } from '../feed/feed-position.js';
import { leaseOf, type FeedReader } from '../feed/feed-reader.js';
import type { FeedReaders } from '../feed/feed-readers.js';
import type { FeedSubscription } from '../feed/producer-feed.js';
import { feedLag, healedEffects } from '../metrics.js';
import type { ConsumerState, OpenRun, ReconciliationRuns } from './reconciliation-runs.js';

export interface ReconciliationOptions extends FeedSubscription {
  /** With the feed transport every event is read from the feed anyway, so only requested runs compare. */
  mode: 'with a broker' | 'on request';
  /** Seconds that the broker is given to deliver events before they are compared. */
  everySeconds: number;
}

const firstIdleMilliseconds = 500;
// Requests in this process wake the loop. Polling finds those of other instances.
const longestIdleMilliseconds = 5000;
const noWaitSeconds = 0;

/**
 * Compares one producer's events with what is known, by reading its feed and passing the events to the same handlers:
 * known events change nothing, missing ones take effect and are counted (F11). With a broker it also
 * - consumes the feed while the broker is away, even if the queue was never bound: the feed is the fallback (S4);
 * - consumes, once the queue is bound, what was published before: a broker keeps nothing for later consumers;
 * - reads on every RECONCILE_SECONDS, up to where the feed ended the time before, so as not to race the broker;
 * - reads at once up to a position that another part of the service waits for.
 * Its work is stored in the database, so that another instance continues where one stopped.
 */
export class Reconciliation implements EventConsumer {
  readonly producer: string;
  private readonly logger: Logger;
  private readonly consumed: FeedPosition;
  private readonly consumedReader: FeedReader;
  private readonly loop: BackgroundLoop;
  private reader: { run: string; reader: FeedReader } | undefined;
  private isListening = false;
  private isAway = false;
  private previousEnd: number | undefined;
  private dueAt = 0;
  private refusal: string | undefined;

  constructor(
    private readonly options: ReconciliationOptions,
    private readonly readers: FeedReaders,
    private readonly runs: ReconciliationRuns,
    leases: InstanceLeases,
  ) {
    const { producer, everySeconds } = options;
    const name = `reconciliation with ${producer}`;
    this.producer = producer;
    this.logger = new Logger(name);
    this.consumed = readers.positionOf(producer);
    this.consumedReader = this.readerOf(this.consumed);
    this.loop = leases.leasedLoop({
      lease: leaseOf(producer),
      name,
      stalledAfterMilliseconds: stalledCallsMilliseconds,
      idleMilliseconds: {
        first: firstIdleMilliseconds,
        // A scheduled run must not be late by more than half its period.
        longest: Math.min(longestIdleMilliseconds, everySeconds * 500),
      },
      work: (signal) => this.work(signal),
    });
    runs.onRequested(() => this.loop.wake());
  }

  /** Begins even while the broker is away: that is when the feed is needed. */
  begin(): void {
    this.loop.start();
  }

  async close(): Promise<void> {
    await this.loop.stop();
  }

  /** The broker is away: reads the feed instead, at once. */
  noteAway(): void {
    this.isListening = false;
    this.isAway = true;
    this.loop.wake();
  }

  /** The queue is bound: from now on the broker keeps new events, so catch up with the earlier ones. */
  noteListening(): void {
    this.isListening = true;
    this.isAway = false;
    this.loop.wake();
  }

  private async work(signal: AbortSignal): Promise<boolean> {
    const { runs, producer } = this;
    const state = await runs.consumerState(producer);
    if (this.options.mode === 'with a broker' && this.isAway && !state.has_open_run) {
      return this.readInstead(signal);
    }
    const wasDue = this.options.mode === 'with a broker' && (await this.beginDueRun(state, signal));
    if (!wasDue && !state.has_open_run) {
      return false;
    }
    const run = await runs.nextOpen(producer);
    if (run) {
      await this.continueRun(run, signal);
    }
    return run !== undefined;
  }

  /**
   * Consumes the next page while the broker is away; returns false when there was none. Does not count as catching up:
   * the queue is not bound, so once it is, events published in the meantime are still read from the feed.
   */
  private async readInstead(signal: AbortSignal): Promise<boolean> {
    if (this.refusal !== undefined && performance.now() < this.dueAt) {
      return false;
    }
    try {
      const hasMore = await this.consumedReader.readNext(signal, noWaitSeconds);
      this.refusal = undefined;
      return hasMore;
    } catch (error) {
      this.noteRefusal(error);
      return false;
    }
  }

  /** Returns false when no run was due. */
  private async beginDueRun(state: ConsumerState, signal: AbortSignal): Promise<boolean> {
    const isWanted = state.wanted > state.position;
    if (!isWanted && performance.now() < this.dueAt) {
      return false;
    }
    try {
      if (isWanted) {
        await this.beginUpTo(Math.min(state.wanted, await this.consumedReader.end(signal)), 'periodic');
      } else {
        await this.beginScheduledRun(state, signal);
      }
      this.refusal = undefined;
    } catch (error) {
      this.noteRefusal(error);
    }
    return true;
  }

  private async beginScheduledRun(state: ConsumerState, signal: AbortSignal): Promise<void> {
    const { everySeconds } = this.options;
    const end = await this.consumedReader.end(signal);
    if (state.is_caught_up) {
      await this.beginUpTo(Math.min(this.previousEnd ?? 0, end), 'periodic');
    } else if (!this.isListening) {
      return;
    } else if (!(await this.beginUpTo(end, 'first'))) {
      await this.runs.noteCaughtUp(this.producer);
    }
    this.previousEnd = end;
    this.dueAt = performance.now() + everySeconds * 1000;
  }

  /** Starts a run unless one is in progress. Returns false when the feed was already read up to there. */
  private async beginUpTo(to: number, kind: 'first' | 'periodic'): Promise<boolean> {
    const { runs, producer } = this;
    const { position } = await this.consumed.position();
    const open = await runs.nextOpen(producer);
    if (open && open.kind !== 'requested') {
      return true;
    }
    if (to > position) {
      await runs.begin(producer, kind, position, to);
    }
    return to > position;
  }

  /** A foreign producer may have no feed; then there is nothing to compare with. */
  private noteRefusal(error: unknown): void {
    if (!(error instanceof CallRefused)) {
      throw error;
    }
    if (this.refusal !== error.message) {
      this.logger.warn(`cannot read the feed of ${this.producer}: ${error.message}`);
    }
    this.refusal = error.message;
    this.dueAt = performance.now() + this.options.everySeconds * 1000;
  }

  private async continueRun(run: OpenRun, signal: AbortSignal): Promise<void> {
    try {
      const to = run.to ?? (await this.beginRequested(run, signal));
      if (run.from > to) {
        await this.finish(run, `the feed ends at ${to}, before ${run.from}`);
      } else if (!(await this.readerOfRun(run).readNext(signal, noWaitSeconds, to))) {
        await this.finish(run, null);
      }
    } catch (error) {
      if (!(error instanceof CallRefused)) {
        throw error;
      }
      await this.finish(run, error.message);
    }
  }

  private async beginRequested(run: OpenRun, signal: AbortSignal): Promise<number> {
    const to = await this.consumedReader.end(signal);
    await this.runs.beginRequested(run.id, to);
    return to;
  }

  /** Keeps one reader for all pages of a run, since it learns how many events fit in a batch. */
  private readerOfRun(run: OpenRun): FeedReader {
    if (this.reader?.run !== run.id) {
      const keeper = this.runs.positionOf(run, this.consumed);
      this.reader = { run: run.id, reader: this.readerOf(keeper, run.kind !== 'requested') };
    }
    return this.reader.reader;
  }

  private readerOf(keeper: PositionKeeper, reportsLag = true): FeedReader {
    const { producer } = this;
    const onLag = reportsLag ? (events: number) => feedLag.set({ producer }, events) : undefined;
    return this.readers.open(this.options, keeper, onLag);
  }

  private async finish(run: OpenRun, error: string | null): Promise<void> {
    this.report(await this.runs.finish(run.id, error));
  }

  private report({ kind, from, position, healed, error }: ReconciliationRun): void {
    const { producer } = this;
    const what = `${kind} run over the feed of ${producer} from ${from} to ${position}`;
    if (error !== null) {
      this.logger.warn(`${what} ended: ${error}`);
    }
    const found = Object.entries(healed);
    if (found.length === 0) {
      return;
    }
    const counts = found.map(([effect, count]) => `${count} ${effect}`).join(', ');
    if (kind === 'first') {
      this.logger.log(`${what} found ${counts}`);
      return;
    }
    this.logger.warn(`${what} healed ${counts} that were missing`);
    for (const [effect, count] of found) {
      healedEffects.inc({ producer, effect }, count);
    }
  }
}
