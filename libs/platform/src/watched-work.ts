import { Logger } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { Gauge } from 'prom-client';

/** Work that has not got on for too long, and for how many seconds. */
export interface StalledWork {
  name: string;
  seconds: number;
}

const usualLongestMilliseconds = 60_000;
const lookMilliseconds = 1000;

const underWay = new Set<WatchedWork>();
let looking: NodeJS.Timeout | undefined;

const stalledSeconds = new Gauge({
  name: 'stalled_work_seconds',
  help: 'For how long background work of this instance has been under way without getting on, where that is too long',
  labelNames: ['work'],
});

/** What is under way in this process and does not get on; readiness tells of it (S10). */
export const stalledWork = (): StalledWork[] =>
  [...underWay].filter(({ isStalled }) => isStalled).map((work) => work.asStalled());

/** What is under way in this process, in words. */
export const workUnderWay = (): string[] =>
  [...underWay].map((work) => `${work.name} (without progress for ${work.asStalled().seconds} s)`);

/**
 * Something that begins, gets on and ends, again and again, and never should stand still in between. When it does for too
 * long, this is logged, once when it begins and once when it ends, and shows in readiness and in the gauge
 * `stalled_work_seconds`.
 */
export class WatchedWork {
  private readonly logger: Logger;
  private progressedAt = 0;
  private toldAt: number | undefined;

  constructor(
    readonly name: string,
    private readonly longestMilliseconds = usualLongestMilliseconds,
  ) {
    this.logger = new Logger(name);
  }

  begin(): void {
    this.progressedAt = performance.now();
    underWay.add(this);
    looking ??= setInterval(look, lookMilliseconds).unref();
  }

  progress(): void {
    this.progressedAt = performance.now();
    this.tellEnd();
  }

  end(): void {
    underWay.delete(this);
    this.tellEnd();
  }

  get isStalled(): boolean {
    return underWay.has(this) && performance.now() - this.progressedAt > this.longestMilliseconds;
  }

  asStalled(): StalledWork {
    return { name: this.name, seconds: Math.round((performance.now() - this.progressedAt) / 1000) };
  }

  /** Says once that it stalls. */
  tell(): void {
    if (this.toldAt === undefined && this.isStalled) {
      this.toldAt = this.progressedAt;
      this.logger.error(
        `has made no progress for ${this.asStalled().seconds} s; /health/ready reports it until it continues`,
      );
    }
  }

  private tellEnd(): void {
    if (this.toldAt !== undefined) {
      this.logger.warn(`continues after ${Math.round((performance.now() - this.toldAt) / 1000)} s`);
      this.toldAt = undefined;
    }
  }
}

function look(): void {
  underWay.forEach((work) => work.tell());
  stalledSeconds.reset();
  for (const { name, seconds } of stalledWork()) {
    stalledSeconds.set({ work: name }, seconds);
  }
}
