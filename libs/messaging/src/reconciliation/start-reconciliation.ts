import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ReconciliationRun } from '@ates/contracts';
import { Database, Problem, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { ProducerFeeds } from './producer-feeds.js';
import { findRun, ReconciliationRuns } from './reconciliation-runs.js';

/** Requests a comparison with a producer's feed from a position on (F11). */
export class StartReconciliation extends Command<ReconciliationRun> {
  constructor(
    readonly producer: string,
    readonly from: number,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(StartReconciliation)
export class StartReconciliationHandler implements ICommandHandler<StartReconciliation> {
  constructor(
    private readonly database: Database,
    private readonly runs: ReconciliationRuns,
    private readonly feeds: ProducerFeeds,
  ) {}

  async execute({ producer, from, idempotencyKey }: StartReconciliation): Promise<ReconciliationRun> {
    if (!this.feeds.producers.includes(producer)) {
      throw new Problem(
        'not-found',
        'unknown-producer',
        `This service does not consume events of that producer, only of: ${this.feeds.producers.join(', ') || 'none'}.`,
      );
    }
    return this.database.once(idempotencyKey, async (tx) => {
      const id = await this.runs.request(tx, producer, from);
      const run = await findRun(tx, id);
      if (!run) {
        throw new Error(`reconciliation ${id} was not stored`);
      }
      await recordSecurity(tx, {
        action: 'reconciliation.started',
        subject: { kind: 'reconciliation', id },
        details: { producer, from },
      });
      return run;
    });
  }
}
