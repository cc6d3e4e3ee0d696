import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database, Gauge } from '@ates/platform';

const unsentStatements = new Gauge({
  name: 'statements_unsent',
  help: 'Statements that are to be mailed (pending) or wait for an administrator (parked)',
  labelNames: ['state'],
});

const oldestPending = new Gauge({
  name: 'statements_oldest_pending_days',
  help: 'How long ago the day was of the oldest statement that is still to be mailed; 0 when none is',
});

const figuresMilliseconds = 10_000;

interface Figures {
  pending: number;
  parked: number;
  oldest: number;
}

/** Keeps the gauges of statements (F7): what was not mailed. */
@Injectable()
export class StatementsFigures {
  constructor(private readonly database: Database) {}

  @Interval(figuresMilliseconds)
  async measure(): Promise<void> {
    const [figures] = await this.database.query<Figures>(
      `select count(*) filter (where state = 'pending')::int as pending,
              count(*) filter (where state = 'parked')::int as parked,
              coalesce(now()::date - min(day) filter (where state = 'pending'), 0)::int as oldest
       from statement where state in ('pending', 'parked')`,
    );
    if (figures) {
      unsentStatements.set({ state: 'pending' }, figures.pending);
      unsentStatements.set({ state: 'parked' }, figures.parked);
      oldestPending.set(figures.oldest);
    }
  }
}
