import { backOffMilliseconds } from './back-off.js';
import { isConnectionFailure } from './database/failures.js';
import { IdlePauses, type IdleRange } from './idle-pauses.js';
import { databaseOutage, LoggedOutage, Outage } from './outage.js';
import { WatchedWork } from './watched-work.js';

export interface BackgroundWork {
  name: string;
  /**
   * How long to wait, in milliseconds, after a turn without work; `wake` cuts the wait short. A range backs off from
   * its first pause to its longest, and starts over after a turn with work or a call to `wake`.
   */
  idleMilliseconds: number | IdleRange | (() => number);
  /** The longest back-off between failed turns, in milliseconds; 10,000 by default. */
  longestPauseMilliseconds?: number;
  /** How long a turn may run without progress before it counts as stalled, in milliseconds; 60,000 by default. */
  stalledAfterMilliseconds?: number;
  /** True if this instance must not do the work: `start` does nothing. */
  isOff?: boolean | undefined;
  /** Does the pending work, calling `progress` during a long turn; resolves to true if there may be more right now. */
  work: (signal: AbortSignal, progress: () => void) => Promise<boolean>;
}

/**
 * `stalledAfterMilliseconds` for loops that call other services: each call is bounded, but it is retried, and delayed
 * as long as the other service asks for.
 */
export const stalledCallsMilliseconds = 10 * 60_000;

const firstPauseMilliseconds = 100;
const usualLongestPauseMilliseconds = 10_000;

/**
 * Repeats work in the background until it is stopped: immediately while there is more, after a pause when idle, and
 * with exponential back-off and jitter while it fails. A failure never ends the loop.
 */
export class BackgroundLoop {
  private readonly outage: Outage;
  private readonly stopping = new AbortController();
  private readonly idlePauses: IdlePauses | undefined;
  private readonly watched: WatchedWork;
  private endPause: (() => void) | undefined;
  private isWoken = false;
  private running: Promise<void> | undefined;
  private failures = 0;
  private isOver = false;

  constructor(private readonly options: BackgroundWork) {
    this.watched = new WatchedWork(options.name, options.stalledAfterMilliseconds);
    this.outage = new Outage(options.name, {
      began: 'failed; retrying until it succeeds',
      ended: 'works again',
    });
    const { idleMilliseconds } = options;
    this.idlePauses = typeof idleMilliseconds === 'object' ? new IdlePauses(idleMilliseconds) : undefined;
  }

  start(): void {
    if (!this.options.isOff) {
      this.running ??= this.run();
    }
  }

  /** Announces work: ends the current pause, if any. */
  wake(): void {
    this.idlePauses?.reset();
    this.isWoken = true;
    this.endPause?.();
  }

  /** Whether the current turn has made no progress for too long. */
  get isStalled(): boolean {
    return this.watched.isStalled;
  }

  /** Whether the loop is not running: it has ended or was never started. */
  get hasStopped(): boolean {
    return this.isOver || this.running === undefined;
  }

  /** Waits for the current turn to finish, then ends the loop. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
    this.isOver = true;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // Reset before the work looks, so a wake during the turn is not lost.
      this.isWoken = false;
      const pause = await this.turn(signal);
      if (pause > 0 && !signal.aborted && !this.isWoken) {
        await this.pause(pause);
      }
    }
  }

  /** Runs one turn; returns the pause after it, in milliseconds. */
  private async turn(signal: AbortSignal): Promise<number> {
    this.watched.begin();
    try {
      const hasMore = await this.options.work(signal, () => this.watched.progress());
      this.failures = 0;
      this.outage.ended();
      return hasMore ? this.noPause() : this.idlePause();
    } catch (error) {
      if (signal.aborted) {
        return 0;
      }
      this.failures += 1;
      const pause = pauseAfter(this.failures, this.options.longestPauseMilliseconds);
      this.logFailure(error);
      this.isWoken = false;
      return pause;
    } finally {
      this.watched.end();
    }
  }

  /** Outages of the database or of another service are logged once per process, not by every loop. */
  private logFailure(error: unknown): void {
    if (isConnectionFailure(error)) {
      databaseOutage.began(error);
    } else if (!(error instanceof LoggedOutage)) {
      this.outage.began(error);
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.endPause = undefined;
  }

  private noPause(): number {
    this.idlePauses?.reset();
    return 0;
  }

  private idlePause(): number {
    const { idleMilliseconds } = this.options;
    if (typeof idleMilliseconds === 'function') {
      return idleMilliseconds();
    }
    return typeof idleMilliseconds === 'number' ? idleMilliseconds : (this.idlePauses?.next() ?? 0);
  }
}

const pauseAfter = (failures: number, longest = usualLongestPauseMilliseconds): number =>
  backOffMilliseconds(failures, { first: firstPauseMilliseconds, longest });
