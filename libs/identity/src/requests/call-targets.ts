import { Injectable, Optional } from '@nestjs/common';
import { Gauges, Gauge } from '@ates/platform';
import { CallTarget } from './call-target.js';

const pauses = new Gauge({
  name: 'service_calls_paused_seconds',
  help: 'Remaining pause that another service asked for (Retry-After); 0 when it may be called',
  labelNames: ['origin'],
});

/**
 * The origins that this service calls, including the issuer's. Pauses and outages of an origin apply to all calls (S5).
 */
@Injectable()
export class CallTargets {
  private readonly targets = new Map<string, CallTarget>();

  constructor(@Optional() gauges?: Gauges) {
    gauges?.registerMeasurement(async () => {
      for (const [origin, { pauseMilliseconds }] of this.targets) {
        pauses.set({ origin }, pauseMilliseconds / 1000);
      }
    });
  }

  /** Returns the target of a URL. */
  of(url: string): CallTarget {
    const { origin } = new URL(url);
    const target = this.targets.get(origin) ?? new CallTarget(origin);
    this.targets.set(origin, target);
    return target;
  }
}
