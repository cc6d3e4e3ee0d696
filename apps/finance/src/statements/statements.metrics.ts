import { Injectable } from '@nestjs/common';
import { Database, Gauges, Gauge } from '@ates/platform';

const unsentStatements = new Gauge({
  name: 'statements_unsent',
  help: 'Statements waiting to be mailed (pending) or to be resent by an administrator (parked); at most 10,000 are counted',
  labelNames: ['state'],
});

const oldestPending = new Gauge({
  name: 'statements_oldest_pending_days',
  help: 'Age in days of the oldest pending statement, by the day it is for; 0 if none is pending',
});

/** Counting a backlog of a large company takes a second; that it is one shows in its age, too. */
const mostCounted = 10_000;

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
      `select (select count(*)::int from (
                select from statement where state = 'pending' order by next_attempt_at limit $1
              ) as counted) as pending,
              (select count(*)::int from (
                select from statement where state = 'parked' order by day, user_id limit $1
              ) as counted) as parked,
              coalesce(now()::date - (
                select day from statement where state = 'pending' order by day, user_id limit 1), 0)::int as oldest`,
      [mostCounted],
    );
    if (unsent) {
      unsentStatements.set({ state: 'pending' }, unsent.pending);
      unsentStatements.set({ state: 'parked' }, unsent.parked);
      oldestPending.set(unsent.oldest);
    }
  }
}
