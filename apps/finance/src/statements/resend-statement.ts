import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { StatementDelivery } from '@ates/contracts';
import { Database, Problem, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { unpark } from './deliveries.js';
import { findDelivery } from './statements.queries.js';

/** Signals that a parked statement is due again. */
export const statementUnparked = 'statement: unparked';

/** Resends a parked statement on an administrator's request (F7), to the person's current address. */
export class ResendStatement extends Command<StatementDelivery> {
  constructor(
    readonly id: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/**
 * Throws Problem `statement-not-found`, or `statement-not-parked` if the statement is still pending or already sent.
 */
@CommandHandler(ResendStatement)
export class ResendStatementHandler implements ICommandHandler<ResendStatement> {
  constructor(private readonly database: Database) {}

  execute({ id, idempotencyKey }: ResendStatement): Promise<StatementDelivery> {
    return this.database.once(idempotencyKey, async (tx) => {
      const isDueAgain = await unpark(tx, id);
      this.database.signals.afterCommit(tx, statementUnparked);
      const delivery = await findDelivery(tx, id);
      if (!isDueAgain) {
        throw new Problem(
          'conflict',
          'statement-not-parked',
          `This statement is ${delivery.state}. Only parked statements can be resent.`,
        );
      }
      await recordSecurity(tx, { action: 'statement.resent', subject: { kind: 'statement', id } });
      return delivery;
    });
  }
}
