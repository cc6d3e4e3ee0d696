import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { revokeSessions } from '../sessions/revoke-sessions.js';
import { findUserToChange } from './find-user.js';

/**
 * Ends all sessions of a person (A2): browsers and devices get no more tokens, and those they have expire within
 * minutes. Throws the Problem `user-not-found`.
 */
export class SignOutEverywhere extends Command<void> {
  constructor(
    readonly userId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(SignOutEverywhere)
export class SignOutEverywhereHandler implements ICommandHandler<SignOutEverywhere> {
  constructor(private readonly database: Database) {}

  async execute({ userId, idempotencyKey }: SignOutEverywhere): Promise<void> {
    await this.database.once(idempotencyKey, async (tx) => {
      await findUserToChange(tx, userId);
      await revokeSessions(tx, userId);
      await recordSecurity(tx, { action: 'sessions.ended', subject: { kind: 'person', id: userId } });
      return null;
    });
  }
}
