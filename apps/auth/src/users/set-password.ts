import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type IdempotencyKey } from '@ates/platform';
import { storePassword } from '../credentials/password-credentials.js';
import { Passwords } from '../credentials/passwords.js';
import { revokeSessions } from '../sessions/revoke-sessions.js';
import { findUserToChange } from './find-user.js';

/** Sets a person's password. Whoever is signed in with the one before must sign in again. */
export class SetPassword extends Command<void> {
  constructor(
    readonly userId: string,
    readonly password: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(SetPassword)
export class SetPasswordHandler implements ICommandHandler<SetPassword> {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  async execute({ userId, password, idempotencyKey }: SetPassword): Promise<void> {
    const hash = await this.passwords.hash(password);
    await this.database.once(idempotencyKey, async (tx) => {
      await findUserToChange(tx, userId);
      await storePassword(tx, userId, hash);
      await revokeSessions(tx, userId);
      return null;
    });
  }
}
