import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { hasBeak, storeBeak } from '../credentials/beak-credentials.js';
import { BeakLookups } from '../credentials/beak-lookups.js';
import { Passwords } from '../credentials/passwords.js';
import { revokeSessions } from '../sessions/revoke-sessions.js';
import { findUserToChange } from './find-user.js';

/**
 * Sets a person's beak (A4). Replacing one ends all their sessions. Throws the Problems `user-not-found` and
 * `beak-taken`.
 */
export class SetBeak extends Command<void> {
  constructor(
    readonly userId: string,
    readonly beak: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(SetBeak)
export class SetBeakHandler implements ICommandHandler<SetBeak> {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly lookups: BeakLookups,
  ) {}

  async execute({ userId, beak, idempotencyKey }: SetBeak): Promise<void> {
    const stored = { lookup: this.lookups.of(beak), hash: await this.passwords.hash(beak) };
    await this.database.once(idempotencyKey, async (tx) => {
      await findUserToChange(tx, userId);
      if (await hasBeak(tx, userId)) {
        await revokeSessions(tx, userId);
      }
      await storeBeak(tx, userId, stored);
      await recordSecurity(tx, { action: 'beak.set', subject: { kind: 'person', id: userId } });
      return null;
    });
  }
}
