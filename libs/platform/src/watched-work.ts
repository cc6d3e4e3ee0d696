import { Logger } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { Gauge } from 'prom-client';

/** Work that has made no progress for too long, and for how many seconds. */
interface StalledWork {
  name: string;
  seconds: number;
}

const usualLongestMilliseconds = 60_000;
const checkMilliseconds = 1000;

const inProgress = new Set<WatchedWork>();
let checking: NodeJS.Timeout | undefined;

const stalledSeconds = new Gauge({
  name: 'stalled_work_seconds',
  help: 'How long stalled background work of this instance has made no progress, in seconds',
  labelNames: ['work'],
});

/** The work in this process that has stalled; readiness reports it (S10). */
export const stalledWork = (): StalledWork[] =>
  [...inProgress].filter(({ isStalled }) => isStalled).map((work) => work.asStalled());

/** Describes the work in progress in this process, for the log. */
export const workInProgress = (): string[] =>
  [...inProgress].map((work) => `${work.name} (without progress for ${work.asStalled().seconds} s)`);

/**
 * Recurring work that must keep making progress between its beginning and its end. When it stalls for too long, that is
 * logged once when noticed and once when the work continues, and shows in readiness and in the gauge
 * `stalled_work_seconds`.
 */
export class WatchedWork {
  private readonly logger: Logger;
  private progressedAt = 0;
  private stalledSince: number | undefined;

  constructor(
    readonly name: string,
    private readonly longestMilliseconds = usualLongestMilliseconds,
  ) {
    this.logger = new Logger(name);
  }

  begin(): void {
    this.progressedAt = performance.now();
    inProgress.add(this);
    checking ??= setInterval(checkProgress, checkMilliseconds).unref();
  }

  progress(): void {
    this.progressedAt = performance.now();
    this.reportEnd();
  }

  end(): void {
    inProgress.delete(this);
    this.reportEnd();
  }

  get isStalled(): boolean {
    return inProgress.has(this) && performance.now() - this.progressedAt > this.longestMilliseconds;
  }

  asStalled(): StalledWork {
    return { name: this.name, seconds: Math.round((performance.now() - this.progressedAt) / 1000) };
  }

  /** Logs a stall once. */
  report(): void {
    if (this.stalledSince === undefined && this.isStalled) {
      this.stalledSince = this.progressedAt;
      this.logger.error(
        `has made no progress for ${this.asStalled().seconds} s; /health/ready reports it until it continues`,
      );
    }
  }

  private reportEnd(): void {
    if (this.stalledSince !== undefined) {
      this.logger.warn(`continues after ${Math.round((performance.now() - this.stalledSince) / 1000)} s`);
      this.stalledSince = undefined;
    }
  }
}

function checkProgress(): void {
  inProgress.forEach((work) => work.report());
  stalledSeconds.reset();
  for (const { name, seconds } of stalledWork()) {
    stalledSeconds.set({ work: name }, seconds);
  }
}
