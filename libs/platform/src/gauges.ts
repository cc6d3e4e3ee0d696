import { Injectable } from '@nestjs/common';
import { isConnectionFailure } from './database/failures.js';
import { SingleFlight } from './single-flight.js';
import { Outage } from './outage.js';
import { bestEffort } from './time-limit.js';
import { Gauge } from 'prom-client';

/** A number that should be 0 or small: a gauge on /metrics, also returned by GET /reconciliation (F11). */
export interface WatchedGauge {
  /** A Prometheus-style name: `open_past_days`. */
  name: string;
  help: string;
  measure(): Promise<number>;
}

/** How long a scrape waits for the database before it returns the previous values. */
const patienceMilliseconds = 2000;

// Per process, like all metrics: two services in one process share a gauge of the same name.
const gauges = new Map<string, Gauge>();

const gaugeOf = ({ name, help }: WatchedGauge): Gauge => {
  const gauge = gauges.get(name) ?? new Gauge({ name, help });
  gauges.set(name, gauge);
  return gauge;
};

/** The gauges of a service; each feature registers its own. */
@Injectable()
export class Gauges {
  private readonly outage = new Outage(Gauges.name, {
    began: 'cannot measure gauges',
    ended: 'gauges can be measured again',
  });
  private readonly registered = new Map<string, WatchedGauge>();
  private readonly measurements = new Set<() => Promise<void>>();
  private readonly refreshing = new SingleFlight(() => this.measureGauges());

  register(...gauges: WatchedGauge[]): void {
    for (const gauge of gauges) {
      this.registered.set(gauge.name, gauge);
    }
  }

  /** Registers a function that measures and sets a feature's own gauges. */
  registerMeasurement(measure: () => Promise<void>): void {
    this.measurements.add(measure);
  }

  /** Measures all registered gauges; returns their values by name. */
  async measure(): Promise<Record<string, number>> {
    const measured = await Promise.all(
      [...this.registered.values()].map(async (gauge) => {
        const value = await gauge.measure();
        gaugeOf(gauge).set(value);
        return [gauge.name, value] as const;
      }),
    );
    return Object.fromEntries(measured);
  }

  /**
   * Refreshes all gauges for a scrape; without scrapes nothing is measured. Never rejects and takes at most two
   * seconds; gauges that could not be measured keep their previous values.
   */
  async keepGauges(): Promise<void> {
    await bestEffort(patienceMilliseconds, () => this.refreshing.answer());
  }

  private async measureGauges(): Promise<void> {
    try {
      await Promise.all([this.measure(), ...[...this.measurements].map((measure) => measure())]);
      this.outage.ended();
    } catch (error) {
      // An outage of the database is logged elsewhere.
      if (!isConnectionFailure(error)) {
        this.outage.began(error);
      }
    }
  }
}
