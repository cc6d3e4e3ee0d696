import { Injectable, Optional } from '@nestjs/common';
import { Gauges, Gauge } from '@ates/platform';
import { CallTarget } from './call-target.js';

const pauses = new Gauge({
  name: 'service_calls_paused_seconds',
  help: 'How long another service asked not to be called (Retry-After), from now on; 0 when it may be',
  labelNames: ['origin'],
});

/** The origins that this service calls, the issuer's among them: what one answers counts for every call to it (S5). */
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

  /** The one that an address belongs to. */
  of(url: string): CallTarget {
    const { origin } = new URL(url);
    const target = this.targets.get(origin) ?? new CallTarget(origin);
    this.targets.set(origin, target);
    return target;
  }
}
