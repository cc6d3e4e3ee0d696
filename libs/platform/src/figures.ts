import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { isConnectionFailure } from './database/failures.js';
import { Joined } from './joined.js';
import { Outage } from './outage.js';
import { Gauge } from 'prom-client';

/** A number that should be 0 or small; a gauge on /metrics and a figure of GET /reconciliation (F11). */
export interface Figure {
  /** In the manner of Prometheus: `open_past_days`. */
  name: string;
  help: string;
  measure(): Promise<number>;
}

/** A scrape waits no longer for the database; it then answers with what was measured last. */
const patienceMilliseconds = 2000;

// Of the process, as metrics are: two services in one process have one gauge of a name.
const gauges = new Map<string, Gauge>();

const gaugeOf = ({ name, help }: Figure): Gauge => {
  const gauge = gauges.get(name) ?? new Gauge({ name, help });
  gauges.set(name, gauge);
  return gauge;
};

/** What a service watches; each feature enters its own. */
@Injectable()
export class Figures {
  private readonly outage = new Outage(Figures.name, {
    began: 'gauges are not measured',
    ended: 'gauges are measured again',
  });
  private readonly entered = new Map<string, Figure>();
  private readonly gauges = new Set<() => Promise<void>>();
  private readonly keeping = new Joined(() => this.measureGauges());

  enter(...figures: Figure[]): void {
    for (const figure of figures) {
      this.entered.set(figure.name, figure);
    }
  }

  /** Enters gauges that a feature sets itself, all of them by one call. */
  enterGauges(measure: () => Promise<void>): void {
    this.gauges.add(measure);
  }

  /** All of them as of now. */
  async measure(): Promise<Record<string, number>> {
    const measured = await Promise.all(
      [...this.entered.values()].map(async (figure) => {
        const value = await figure.measure();
        gaugeOf(figure).set(value);
        return [figure.name, value] as const;
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
      await Promise.all([this.measure(), ...[...this.gauges].map((measure) => measure())]);
      this.outage.ended();
    } catch (error) {
      // The database says that it is away itself.
      if (!isConnectionFailure(error)) {
        this.outage.began(error);
      }
    }
  }
}
