import { Injectable } from '@nestjs/common';
import type { ProducerReconciliation, Reconciliation, ReconciliationRun } from '@ates/contracts';
import { Changes, Database, Gauges, Problem, withinTime, type Topic } from '@ates/platform';
import { ProducerFeeds } from './producer-feeds.js';
import { findRun, ReconciliationRuns } from './reconciliation-runs.js';

const runsShown = 20;
const headTimeoutMilliseconds = 2000;

// Changes when a run starts or progresses, not with every event that arrives.
const reconciliationTopic: Topic = {
  name: 'reconciliation',
  version: `
    select concat_ws(' ',
      (select id from reconciliation_run order by id desc limit 1),
      (select string_agg(concat(id, xmin), ' ' order by id) from reconciliation_run where finished_at is null))`,
};

/** Answers what is known about gaps (F11). */
@Injectable()
export class ReconciliationQueries {
  constructor(
    private readonly database: Database,
    private readonly runs: ReconciliationRuns,
    private readonly feeds: ProducerFeeds,
    private readonly gauges: Gauges,
    changes: Changes,
  ) {
    changes.register(reconciliationTopic);
  }

  async state(): Promise<Reconciliation> {
    const producers = await Promise.all(this.feeds.producers.map((producer) => this.producer(producer)));
    return { transport: this.feeds.transport, producers, figures: await this.gauges.measure() };
  }

  async run(id: string): Promise<ReconciliationRun> {
    const run = await this.database.transaction((tx) => findRun(tx, id));
    if (!run) {
      throw new Problem('not-found', 'reconciliation-not-found', 'There is no reconciliation with this id.');
    }
    return run;
  }

  private async producer(producer: string): Promise<ProducerReconciliation> {
    // Asks for the head first, so that the position never exceeds it.
    const head = await withinTime(headTimeoutMilliseconds, (signal) =>
      this.feeds.head(producer, signal),
    ).catch(() => null);
    const { position, restored } = await this.feeds.state(producer);
    return {
      producer,
      position,
      head,
      lag: head === null ? null : Math.max(0, head - position),
      restored,
      runs: await this.runs.latest(producer, runsShown),
    };
  }
}
