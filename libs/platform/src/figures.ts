import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Gauge } from './metrics.js';

/** A number that should be 0 or small; a gauge on /metrics and a figure of GET /reconciliation (F11). */
export interface Figure {
  /** In the manner of Prometheus: `open_past_days`. */
  name: string;
  help: string;
  measure(): Promise<number>;
}

const figuresMilliseconds = 10_000;

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
  private readonly logger = new Logger(Figures.name);
  private readonly entered = new Map<string, Figure>();

  enter(...figures: Figure[]): void {
    for (const figure of figures) {
      this.entered.set(figure.name, figure);
    }
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

  @Interval(figuresMilliseconds)
  async keepGauges(): Promise<void> {
    await this.measure().catch((error: unknown) => {
      this.logger.warn(`figures were not measured: ${String(error)}`);
    });
  }
}
