import { Injectable } from '@nestjs/common';
import { Database, Gauges, Gauge } from '@ates/platform';
import { mailTable } from './mail-list.queries.js';

const unsentMails = new Gauge({
  name: 'mails_unsent',
  help: 'Mails waiting to be sent (pending) or refused permanently by the mail server (parked); at most 10,000 are counted',
  labelNames: ['state'],
});

/** Updates the gauge of unsent mails (A9). */
@Injectable()
export class MailMetrics {
  constructor(database: Database, gauges: Gauges) {
    gauges.registerMeasurement(async () => {
      const { pending, parked } = await mailTable.countUnsent(database);
      unsentMails.set({ state: 'pending' }, pending);
      unsentMails.set({ state: 'parked' }, parked);
    });
  }
}
