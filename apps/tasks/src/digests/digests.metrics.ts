import { Injectable } from '@nestjs/common';
import { Database, Gauge, Gauges } from '@ates/platform';
import { digestTable } from './digest-queue.js';

const unsentDigests = new Gauge({
  name: 'digests_unsent',
  help: 'Digests waiting to be mailed (pending) or refused permanently by the mail server (parked); at most 10,000 are counted',
  labelNames: ['state'],
});

/** Maintains the gauge of unsent digests. */
@Injectable()
export class DigestMetrics {
  constructor(database: Database, gauges: Gauges) {
    gauges.registerMeasurement(async () => {
      const { pending, parked } = await digestTable.countUnsent(database);
      unsentDigests.set({ state: 'pending' }, pending);
      unsentDigests.set({ state: 'parked' }, parked);
    });
  }
}
