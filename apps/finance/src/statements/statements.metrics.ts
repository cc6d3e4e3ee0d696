import { Injectable } from '@nestjs/common';
import { Database, Gauges, Gauge } from '@ates/platform';

const unsentStatements = new Gauge({
  name: 'statements_unsent',
  help: 'Statements that are to be mailed (pending) or wait for an administrator (parked)',
  labelNames: ['state'],
});

const oldestPending = new Gauge({
  name: 'statements_oldest_pending_days',
  help: 'How long ago the day was of the oldest statement that is still to be mailed; 0 when none is',
});

interface Unsent {
  pending: number;
  parked: number;
  oldest: number;
}

/** Keeps the gauges of statements (F7): what was not mailed. */
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
