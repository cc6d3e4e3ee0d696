import { isConnectionFailure } from './database/failures.js';
import { IdlePauses, type IdleRange } from './idle-pauses.js';
import { databaseOutage, LoggedOutage, Outage } from './outage.js';
import { WatchedWork } from './watched-work.js';

export interface BackgroundWork {
  name: string;
  /**
   * How long to wait, in milliseconds, when there was nothing to do; `wake` cuts it short. A range backs off from its
   * first pause to its longest one, and begins again when there was work or somebody woke the loop.
   */
  idleMilliseconds: number | IdleRange | (() => number);
  /** The longest pause while it fails, in milliseconds; ten seconds unless said. */
  longestPauseMilliseconds?: number;
  /** How long one turn may go on without progress, in milliseconds, before it counts as stalled; a minute unless said. */
  stalledAfterMilliseconds?: number;
  /** It is another instance's work: `start` does nothing. */
  isOff?: boolean | undefined;
  /** Does what is due, and calls `progress` whenever it got on in a long turn; true when there may be more at once. */
  work: (signal: AbortSignal, progress: () => void) => Promise<boolean>;
}

/**
 * `stalledAfterMilliseconds` of a loop that asks other services: calls are bounded, but tried again, and put off as those
 * ask for it.
 */
export const stalledCallsMilliseconds = 10 * 60_000;

const firstPauseMilliseconds = 100;
const usualLongestPauseMilliseconds = 10_000;

/**
 * Work that goes on in the background until it is stopped: at once while there is more, after a pause when idle,
 * after growing pauses with jitter while it fails. A failure never ends it.
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
      began: 'failed, trying again until it works',
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

  /** Ends the present pause, if there is one: there is work. */
  wake(): void {
    this.idlePauses?.reset();
    this.isWoken = true;
    this.endPause?.();
  }

  /** Whether the present turn has made no progress for too long. */
  get isStalled(): boolean {
    return this.watched.isStalled;
  }

  /** Whether nothing of it goes on, nor will: it has ended, or never began. */
  get hasStopped(): boolean {
    return this.isOver || this.running === undefined;
  }

  /** Lets the work in hand finish, then ends. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
    this.isOver = true;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // Before the work looks, so that a wake during the look is not lost.
      this.isWoken = false;
      const pause = await this.turn(signal);
      if (pause > 0 && !signal.aborted && !this.isWoken) {
        await this.pause(pause);
      }
    }
  }

  /** One turn; answers how long to pause after it. */
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
      this.note(error);
      this.isWoken = false;
      return pause;
    } finally {
      this.watched.end();
    }
  }

  /** A database that is away is one line for all loops of the process, and so is a service that does not answer. */
  private note(error: unknown): void {
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

const pauseAfter = (failures: number, longest = usualLongestPauseMilliseconds): number => {
  const full = Math.min(longest, firstPauseMilliseconds * 2 ** (failures - 1));
  return Math.round(full * (0.5 + Math.random() / 2));
};
