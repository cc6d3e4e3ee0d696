import { Injectable } from '@nestjs/common';
import { Database, Figures, Gauge } from '@ates/platform';
import { countUnsent } from './mail-list.queries.js';

const unsentMails = new Gauge({
  name: 'mails_unsent',
  help: 'Mails that wait to be sent (pending), or that the mail server refused permanently (parked)',
  labelNames: ['state'],
});

/** Keeps the gauge of mails that did not go out (A9). */
@Injectable()
export class MailsFigures {
  constructor(database: Database, figures: Figures) {
    figures.enterGauges(async () => {
      const { pending, parked } = await countUnsent(database);
      unsentMails.set({ state: 'pending' }, pending);
      unsentMails.set({ state: 'parked' }, parked);
    });
  }
}
