import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { DataSource } from 'typeorm';
import { BackgroundLoop } from '../background-loop.js';
import { Clock } from '../clock.js';
import type { Gauges } from '../gauges.js';
import { Gauge } from '../metrics.js';

/** The largest tolerated clock skew; a larger one is logged. Access tokens are accepted this long after they expire. */
const skewBoundSeconds = 5;

// Below this difference the machine's own clock is good enough: measuring takes time, and so small a skew decides
// nothing.
const sameMilliseconds = 250;
// A larger step means that the machine's clock was set, or that the machine slept.
const stepMilliseconds = 1000;
// Slower answers are too imprecise, unless the last sample is stale.
const slowestMilliseconds = 1000;
const staleMilliseconds = 60_000;
const idleMilliseconds = 15_000;

const skewGauge = new Gauge({
  name: 'database_clock_skew_seconds',
  help: "How far this machine's clock is ahead of the database's; negative when it is behind",
});

interface Sample {
  /** When it was taken, by the monotonic clock. In milliseconds, like the other fields. */
  at: number;
  own: number;
  database: number;
}

/** What readiness reports about the clocks. */
export interface ClockState {
  /** How far this machine's clock is ahead of the database's. */
  skew_seconds: number;
  within_bound: boolean;
}

/**
 * The database's time, which all instances of the service share: `now()` in a statement and `now()` here read the same
 * clock, whatever the machine's clock says. It is sampled at startup and every 15 seconds, and advanced in between by
 * the monotonic clock. While the two clocks agree, it is exactly the machine's own time.
 */
@Injectable()
export class DatabaseClock extends Clock implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Clock');
  private readonly loop: BackgroundLoop;
  private sample: Sample = { at: performance.now(), own: Date.now(), database: Date.now() };
  private isBeyondBound = false;

  constructor(
    private readonly dataSource: DataSource,
    gauges: Gauges,
  ) {
    super();
    gauges.registerMeasurement(async () => {
      await this.measure();
    });
    this.loop = new BackgroundLoop({
      name: 'database clock',
      idleMilliseconds,
      work: async () => {
        // An outage of the database is logged by the work that needs it.
        await this.measure().catch(() => undefined);
        return false;
      },
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  override now(): Date {
    const { at, own, database } = this.sample;
    const elapsed = performance.now() - at;
    const present = Date.now();
    const wasSet = Math.abs(present - own - elapsed) > stepMilliseconds;
    if (wasSet) {
      this.loop.wake();
    }
    const isSame = Math.abs(own - database) <= sameMilliseconds;
    if (isSame) {
      return new Date(wasSet ? own + elapsed : present);
    }
    return new Date(database + elapsed);
  }

  /** Samples the database's time. Throws if the database does not answer. */
  async measure(): Promise<ClockState> {
    const before = performance.now();
    const [row] = await this.dataSource.query<{ milliseconds: number }[]>(
      `select extract(epoch from clock_timestamp())::float8 * 1000 as milliseconds`,
    );
    const after = performance.now();
    const took = after - before;
    if (row && (took <= slowestMilliseconds || after - this.sample.at > staleMilliseconds)) {
      this.sample = { at: after, own: Date.now(), database: row.milliseconds + took / 2 };
      this.note();
    }
    return this.state();
  }

  /** The skew at the last sample. */
  state(): ClockState {
    const seconds = (this.sample.own - this.sample.database) / 1000;
    return {
      skew_seconds: Math.round(seconds * 1000) / 1000,
      within_bound: Math.abs(seconds) <= skewBoundSeconds,
    };
  }

  private note(): void {
    const { skew_seconds: skew, within_bound: isWithinBound } = this.state();
    skewGauge.set(skew);
    if (this.isBeyondBound === isWithinBound) {
      this.isBeyondBound = !isWithinBound;
      this.logSkew(skew);
    }
  }

  private logSkew(skew: number): void {
    const difference = `${Math.abs(skew).toFixed(1)} s ${skew > 0 ? 'ahead of' : 'behind'}`;
    if (this.isBeyondBound) {
      this.logger.warn(
        `this machine's clock is ${difference} the database's. The service uses the database's; correct the clocks, ` +
          'because people and other programs rely on theirs.',
      );
    } else {
      this.logger.log("this machine's clock and the database's agree again");
    }
  }
}
