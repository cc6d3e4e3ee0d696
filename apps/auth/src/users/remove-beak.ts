import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type IdempotencyKey, Problem } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { removeBeak } from '../credentials/beak-credentials.js';
import { hasPassword } from '../credentials/password-credentials.js';
import { revokeSessions } from '../sessions/revoke-sessions.js';
import { findUserToChange } from './find-user.js';

/**
 * Removes a person's beak (A4), if any, and then ends all their sessions. With `keepsWayIn`, throws the Problem
 * `last-credential` rather than remove their only credential. Throws the Problem `user-not-found`.
 */
export class RemoveBeak extends Command<void> {
  constructor(
    readonly userId: string,
    readonly keepsWayIn: boolean,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(RemoveBeak)
export class RemoveBeakHandler implements ICommandHandler<RemoveBeak> {
  constructor(private readonly database: Database) {}

  async execute({ userId, keepsWayIn, idempotencyKey }: RemoveBeak): Promise<void> {
    await this.database.once(idempotencyKey, async (tx) => {
      await findUserToChange(tx, userId);
      if (keepsWayIn && !(await hasPassword(tx, userId))) {
        throw lastCredential();
      }
      if (await removeBeak(tx, userId)) {
        await revokeSessions(tx, userId);
        await recordSecurity(tx, { action: 'beak.removed', subject: { kind: 'person', id: userId } });
      }
      return null;
    });
  }
}

const lastCredential = (): Problem =>
  new Problem(
    'conflict',
    'last-credential',
    'You have no password, so you could not sign in without the beak. Ask an administrator to set a password first.',
  );
