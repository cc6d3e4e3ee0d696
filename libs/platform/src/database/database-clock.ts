import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { DataSource } from 'typeorm';
import { BackgroundLoop } from '../background-loop.js';
import { Clock } from '../clock.js';
import type { Gauges } from '../gauges.js';
import { Gauge } from '../metrics.js';

/** A service and its database that differ by more are said to; an access token is honoured for as long past its time. */
export const skewBoundSeconds = 5;

// Closer than this the machine's own clock does: what is asked for takes time, and differences of it decide nothing.
const sameMilliseconds = 250;
// The machine's own clock was set, or the machine slept.
const stepMilliseconds = 1000;
// An answer that took longer says too little, unless there has been none for a while.
const slowestMilliseconds = 1000;
const staleMilliseconds = 60_000;
const idleMilliseconds = 15_000;

const skewGauge = new Gauge({
  name: 'database_clock_skew_seconds',
  help: "How far this machine's clock is ahead of the database's; negative when it is behind",
});

interface Sample {
  /** When it was taken, by a clock that nobody sets. In milliseconds, as all here. */
  at: number;
  own: number;
  database: number;
}

/** What readiness says of the clocks. */
export interface ClockState {
  /** How far this machine's clock is ahead of the database's. */
  skew_seconds: number;
  within_bound: boolean;
}

/**
 * The time of the service's database, which all instances have in common: `now()` of a statement and `now()` here are the same
 * clock, whatever the machine's own clock says. It is asked for at the start and every quarter of a minute, and goes on
 * between by a clock that nobody can set. While the two agree it is the machine's own, to the millisecond.
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
      name: 'clock of the database',
      idleMilliseconds,
      work: async () => {
        // A database that is away is told of by whoever needs it.
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

  /** Asks the database for its time. Throws when it does not answer. */
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

  /** As of the last time that the database was asked. */
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
      this.say(skew);
    }
  }

  private say(skew: number): void {
    const difference = `${Math.abs(skew).toFixed(1)} s ${skew > 0 ? 'ahead of' : 'behind'}`;
    if (this.isBeyondBound) {
      this.logger.warn(
        `this machine's clock is ${difference} the database's. The service goes by the database's; set the clocks right, ` +
          'as others compare them with their own.',
      );
    } else {
      this.logger.log("this machine's clock and the database's agree again");
    }
  }
}
