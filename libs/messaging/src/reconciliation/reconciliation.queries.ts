import { Injectable } from '@nestjs/common';
import type { ProducerReconciliation, Reconciliation, ReconciliationRun } from '@ates/contracts';
import { Changes, Database, Gauges, Problem, type Topic } from '@ates/platform';
import { ProducerFeeds } from './producer-feeds.js';
import { findRun, ReconciliationRuns } from './reconciliation-runs.js';

const runsShown = 20;
const patienceMilliseconds = 2000;

// What is read on all the time is told of when it found something to compare, not with each event that comes.
const reconciliationTopic: Topic = {
  name: 'reconciliation',
  version: `
    select concat_ws(' ',
      (select id from reconciliation_run order by id desc limit 1),
      (select string_agg(concat(id, xmin), ' ' order by id) from reconciliation_run where finished_at is null))`,
};

/** What is known of what is missing (F11). */
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
    // The head is asked for first: what was reached is then never further.
    const head = await this.feeds.head(producer, AbortSignal.timeout(patienceMilliseconds)).catch(() => null);
    const position = await this.feeds.reached(producer);
    return {
      producer,
      position,
      head,
      lag: head === null ? null : Math.max(0, head - position),
      runs: await this.runs.latest(producer, runsShown),
    };
  }
}
