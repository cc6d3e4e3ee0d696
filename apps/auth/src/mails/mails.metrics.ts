import { Injectable } from '@nestjs/common';
import { Database, Gauges, Gauge } from '@ates/platform';
import { countUnsent } from './mail-list.queries.js';

const unsentMails = new Gauge({
  name: 'mails_unsent',
  help: 'Mails that wait to be sent (pending), or that the mail server refused permanently (parked)',
  labelNames: ['state'],
});

/** Keeps the gauge of mails that did not go out (A9). */
@Injectable()
export class MailMetrics {
  constructor(database: Database, gauges: Gauges) {
    gauges.registerMeasurement(async () => {
      const { pending, parked } = await countUnsent(database);
      unsentMails.set({ state: 'pending' }, pending);
      unsentMails.set({ state: 'parked' }, parked);
    });
  }
}
