import { Logger } from '@nestjs/common';
import type { ReconciliationRun } from '@ates/contracts';
import { CallRefused, stalledCallsMilliseconds, type BackgroundLoop } from '@ates/platform';
import type { HandlerFinder } from '../consuming/subscriptions.js';
import { FeedPosition } from '../feed/feed-position.js';
import { FeedReader, leaseOf, type FeedServices, type FeedSubscription } from '../feed/feed-reader.js';
import { feedLag, healedEffects } from '../metrics.js';
import {
  reconciliationWanted,
  RunPosition,
  type Hearing,
  type OpenRun,
  type ReconciliationRuns,
} from './reconciliation-runs.js';

export interface ReconciliationServices extends FeedServices {
  runs: ReconciliationRuns;
  /** How long to leave what was told to the broker before it is compared. */
  reconcileSeconds: number;
}

/** With the feed as transport everything is read from there anyway, so that only what somebody asks for is compared. */
export type ReconciliationMode = 'beside the broker' | 'on request';

const firstIdleMilliseconds = 500;
// Requests of this process wake the loop; only those of other instances are found by polling.
const longestIdleMilliseconds = 5000;
const withoutWaiting = 0;

/**
 * Compares what one producer told with what is known, by reading its feed and giving the events to the same handlers:
 * what is there changes nothing, what is missing takes effect, and is counted (F11). Beside a broker it
 * - reads on by itself while the broker is away, also when the queue was never bound: the feed is the second way (S4);
 * - takes, once the queue is bound, what was told before that: a broker keeps nothing for who comes later;
 * - reads on every RECONCILE_SECONDS, up to where the feed ended one turn earlier, so as not to race the broker;
 * - reads on at once to a position that somebody waits for.
 * What is to be done stands in the database, so that another instance goes on where one ended.
 */
export class Reconciliation {
  private readonly logger: Logger;
  private readonly heard: FeedPosition;
  private readonly consumedReader: FeedReader;
  private readonly loop: BackgroundLoop;
  private reader: { run: string; reader: FeedReader } | undefined;
  private isListening = false;
  private isAway = false;
  private notedEnd: number | undefined;
  private dueAt = 0;
  private refusal: string | undefined;

  constructor(
    private readonly subscription: FeedSubscription,
    private readonly services: ReconciliationServices,
    private readonly findHandler: HandlerFinder,
    private readonly mode: ReconciliationMode,
  ) {
    const name = `reconciliation with ${subscription.producer}`;
    this.logger = new Logger(name);
    this.heard = new FeedPosition(services.database, subscription.producer);
    this.consumedReader = this.readerOf(this.heard);
    this.loop = services.leases.leasedLoop({
      lease: leaseOf(subscription.producer),
      name,
      stalledAfterMilliseconds: stalledCallsMilliseconds,
      idleMilliseconds: {
        first: firstIdleMilliseconds,
        // A turn is due by the clock, and is not to be late by more than half its period.
        longest: Math.min(longestIdleMilliseconds, services.reconcileSeconds * 500),
      },
      work: (signal) => this.work(signal),
    });
    services.database.signals.on(reconciliationWanted, () => this.loop.wake());
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  /** Nothing comes by the broker: the feed is read instead, at once. */
  noteAway(): void {
    this.isListening = false;
    this.isAway = true;
    this.loop.wake();
  }

  /** From now on the broker keeps what is told, so that what was told before can be caught up with. */
  noteListening(): void {
    this.isListening = true;
    this.isAway = false;
    this.loop.wake();
  }

  private async work(signal: AbortSignal): Promise<boolean> {
    const { runs } = this.services;
    const { producer } = this.subscription;
    const hearing = await runs.hearing(producer);
    if (this.mode === 'beside the broker' && this.isAway && !hearing.has_open_run) {
      return this.readInstead(signal);
    }
    const wasDue = this.mode === 'beside the broker' && (await this.beginDueRun(hearing, signal));
    if (!wasDue && !hearing.has_open_run) {
      return false;
    }
    const run = await runs.nextOpen(producer);
    if (run) {
      await this.goOn(run, signal);
    }
    return run !== undefined;
  }

  /**
   * Takes the next page while nothing comes by the broker; false when there was none. This catches up with nothing: the
   * queue is not bound, so once it is, what was told meanwhile is read in the feed as ever.
   */
  private async readInstead(signal: AbortSignal): Promise<boolean> {
    if (this.refusal !== undefined && performance.now() < this.dueAt) {
      return false;
    }
    try {
      const hasMore = await this.consumedReader.readOn(signal, withoutWaiting);
      this.refusal = undefined;
      return hasMore;
    } catch (error) {
      this.noteRefusal(error);
      return false;
    }
  }

  /** False when nothing was due. */
  private async beginDueRun(hearing: Hearing, signal: AbortSignal): Promise<boolean> {
    const isWanted = hearing.wanted > hearing.position;
    if (!isWanted && performance.now() < this.dueAt) {
      return false;
    }
    try {
      if (isWanted) {
        await this.beginUpTo(Math.min(hearing.wanted, await this.consumedReader.end(signal)), 'periodic');
      } else {
        await this.beginTurn(hearing, signal);
      }
      this.refusal = undefined;
    } catch (error) {
      this.noteRefusal(error);
    }
    return true;
  }

  private async beginTurn(hearing: Hearing, signal: AbortSignal): Promise<void> {
    const { runs, reconcileSeconds } = this.services;
    const end = await this.consumedReader.end(signal);
    if (hearing.is_caught_up) {
      await this.beginUpTo(Math.min(this.notedEnd ?? 0, end), 'periodic');
    } else if (!this.isListening) {
      return;
    } else if (!(await this.beginUpTo(end, 'first'))) {
      await runs.noteCaughtUp(this.subscription.producer);
    }
    this.notedEnd = end;
    this.dueAt = performance.now() + reconcileSeconds * 1000;
  }

  /** False when that was read before, or a run is under way. */
  private async beginUpTo(to: number, kind: 'first' | 'periodic'): Promise<boolean> {
    const { runs } = this.services;
    const { producer } = this.subscription;
    const { position } = await this.heard.position();
    const open = await runs.nextOpen(producer);
    if (open && open.kind !== 'requested') {
      return true;
    }
    if (to > position) {
      await runs.begin(producer, kind, position, to);
    }
    return to > position;
  }

  /** A producer that is not ours may have no feed; then there is nothing to compare with. */
  private noteRefusal(error: unknown): void {
    if (!(error instanceof CallRefused)) {
      throw error;
    }
    if (this.refusal !== error.message) {
      this.logger.warn(`the feed of ${this.subscription.producer} is not to be had: ${error.message}`);
    }
    this.refusal = error.message;
    this.dueAt = performance.now() + this.services.reconcileSeconds * 1000;
  }

  private async goOn(run: OpenRun, signal: AbortSignal): Promise<void> {
    try {
      const to = run.to ?? (await this.beginRequested(run, signal));
      if (run.from > to) {
        await this.finish(run, `the feed ends at ${to}, before ${run.from}`);
      } else if (!(await this.readerOfRun(run).readOn(signal, withoutWaiting, to))) {
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
    await this.services.runs.beginRequested(run.id, to);
    return to;
  }

  /** The same one for all pages of a run: it finds out how many events go at once. */
  private readerOfRun(run: OpenRun): FeedReader {
    if (this.reader?.run !== run.id) {
      const keeper = new RunPosition(this.services.database, run, this.heard);
      this.reader = { run: run.id, reader: this.readerOf(keeper, run.kind !== 'requested') };
    }
    return this.reader.reader;
  }

  private readerOf(keeper: FeedPosition | RunPosition, tellsLag = true): FeedReader {
    const { producer } = this.subscription;
    const onLag = tellsLag ? (events: number) => feedLag.set({ producer }, events) : undefined;
    return new FeedReader(this.subscription, this.services, this.findHandler, keeper, onLag);
  }

  private async finish(run: OpenRun, error: string | null): Promise<void> {
    this.report(await this.services.runs.finish(run.id, error));
  }

  private report({ kind, from, position, healed, error }: ReconciliationRun): void {
    const { producer } = this.subscription;
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
      this.logger.log(`${what} brought ${counts}`);
      return;
    }
    this.logger.warn(`${what} healed ${counts} that had not come by themselves`);
    for (const [effect, count] of found) {
      healedEffects.inc({ producer, effect }, count);
    }
  }
}
