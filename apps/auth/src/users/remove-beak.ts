import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type IdempotencyKey, Problem } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { removeBeak } from '../credentials/beak-credentials.js';
import { hasPassword } from '../credentials/password-credentials.js';
import { revokeSessions } from '../sessions/revoke-sessions.js';
import { findUserToChange } from './find-user.js';

/**
 * Removes a person's beak (A4), if there is one. Whoever may be signed in with it must sign in again. With
 * `keepsWayIn` the only thing that a person signs in with stays: the Problem `last-credential`.
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
    'You have no password: without the beak you could not sign in. Ask an administrator to set one first.',
  );
