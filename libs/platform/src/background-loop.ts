import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';

export interface BackgroundWork {
  name: string;
  /** How long to wait, in milliseconds, when there was nothing to do; `wake` cuts it short. */
  idleMilliseconds: number | (() => number);
  /** The longest pause while it fails, in milliseconds; ten seconds unless said. */
  longestPauseMilliseconds?: number;
  /** Does what is due; true when there may be more at once. */
  work: (signal: AbortSignal) => Promise<boolean>;
}

const firstPauseMilliseconds = 100;
const usualLongestPauseMilliseconds = 10_000;

/**
 * Work that goes on in the background until it is stopped: at once while there is more, after a pause when idle,
 * after growing pauses with jitter while it fails. A failure never ends it.
 */
export class BackgroundLoop {
  private readonly logger: Logger;
  private readonly stopping = new AbortController();
  private wakeUp = new AbortController();
  private running: Promise<void> | undefined;
  private failures = 0;

  constructor(private readonly options: BackgroundWork) {
    this.logger = new Logger(options.name);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the present pause, if there is one: there is work. */
  wake(): void {
    this.wakeUp.abort();
  }

  /** Lets the work in hand finish, then ends. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // Made anew before the work looks, so that a wake during the look is not lost.
      this.wakeUp = new AbortController();
      const pause = await this.turn(signal);
      if (pause > 0 && !signal.aborted) {
        await sleepUntil(pause, this.wakeUp.signal);
      }
    }
  }

  /** One turn; answers how long to pause after it. */
  private async turn(signal: AbortSignal): Promise<number> {
    try {
      const hasMore = await this.options.work(signal);
      this.failures = 0;
      return hasMore ? 0 : this.idlePause();
    } catch (error) {
      if (signal.aborted) {
        return 0;
      }
      this.failures += 1;
      const pause = pauseAfter(this.failures, this.options.longestPauseMilliseconds);
      this.logger.warn(`failed, next try in ${pause} ms: ${messageOf(error)}`);
      this.wakeUp = new AbortController();
      return pause;
    }
  }

  private idlePause(): number {
    const { idleMilliseconds } = this.options;
    return typeof idleMilliseconds === 'number' ? idleMilliseconds : idleMilliseconds();
  }
}

const pauseAfter = (failures: number, longest = usualLongestPauseMilliseconds): number => {
  const full = Math.min(longest, firstPauseMilliseconds * 2 ** (failures - 1));
  return Math.round(full * (0.5 + Math.random() / 2));
};

const sleepUntil = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
