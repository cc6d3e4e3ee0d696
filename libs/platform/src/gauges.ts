import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { isConnectionFailure } from './database/failures.js';
import { SingleFlight } from './single-flight.js';
import { Outage } from './outage.js';
import { Gauge } from 'prom-client';

/** A number that should be 0 or small; a gauge on /metrics and a figure of GET /reconciliation (F11). */
export interface WatchedGauge {
  /** In the manner of Prometheus: `open_past_days`. */
  name: string;
  help: string;
  measure(): Promise<number>;
}

/** A scrape waits no longer for the database; it then answers with what was measured last. */
const patienceMilliseconds = 2000;

// Of the process, as metrics are: two services in one process have one gauge of a name.
const gauges = new Map<string, Gauge>();

const gaugeOf = ({ name, help }: WatchedGauge): Gauge => {
  const gauge = gauges.get(name) ?? new Gauge({ name, help });
  gauges.set(name, gauge);
  return gauge;
};

/** What a service watches; each feature enters its own. */
@Injectable()
export class Gauges {
  private readonly outage = new Outage(Gauges.name, {
    began: 'gauges are not measured',
    ended: 'gauges are measured again',
  });
  private readonly registered = new Map<string, WatchedGauge>();
  private readonly measurements = new Set<() => Promise<void>>();
  private readonly keeping = new SingleFlight(() => this.measureGauges());

  register(...gauges: WatchedGauge[]): void {
    for (const gauge of gauges) {
      this.registered.set(gauge.name, gauge);
    }
  }

  /** Enters gauges that a feature sets itself, all of them by one call. */
  registerMeasurement(measure: () => Promise<void>): void {
    this.measurements.add(measure);
  }

  /** All of them as of now. */
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
   * Brings every gauge up to date, for a scrape: while nobody scrapes, nothing is measured. Never fails, and takes two
   * seconds at most; gauges that could not be measured stay as they were.
   */
  async keepGauges(): Promise<void> {
    await Promise.race([this.keeping.answer(), delay(patienceMilliseconds, undefined, { ref: false })]);
  }

  private async measureGauges(): Promise<void> {
    try {
      await Promise.all([this.measure(), ...[...this.measurements].map((measure) => measure())]);
      this.outage.ended();
    } catch (error) {
      // The database says that it is away itself.
      if (!isConnectionFailure(error)) {
        this.outage.began(error);
      }
    }
  }
}
