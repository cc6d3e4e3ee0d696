import { Injectable } from '@nestjs/common';
import { Database, Gauges, Gauge } from '@ates/platform';

const unsentStatements = new Gauge({
  name: 'statements_unsent',
  help: 'Statements waiting to be mailed (pending) or for an administrator to resend them (parked)',
  labelNames: ['state'],
});

const oldestPending = new Gauge({
  name: 'statements_oldest_pending_days',
  help: 'Age in days of the oldest pending statement, by the day it is for; 0 if none is pending',
});

interface Unsent {
  pending: number;
  parked: number;
  oldest: number;
}

/** Maintains the gauges of unsent statements (F7). */
@Injectable()
export class StatementMetrics {
  constructor(
    private readonly database: Database,
    gauges: Gauges,
  ) {
    gauges.registerMeasurement(() => this.measure());
  }

  private async measure(): Promise<void> {
    const [unsent] = await this.database.query<Unsent>(
      `select count(*) filter (where state = 'pending')::int as pending,
              count(*) filter (where state = 'parked')::int as parked,
              coalesce(now()::date - min(day) filter (where state = 'pending'), 0)::int as oldest
       from statement where state in ('pending', 'parked')`,
    );
    if (unsent) {
      unsentStatements.set({ state: 'pending' }, unsent.pending);
      unsentStatements.set({ state: 'parked' }, unsent.parked);
      oldestPending.set(unsent.oldest);
    }
  }
}
