import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { userChanged, type UserChange, type UserView } from '@ates/contracts';
import { newEvent, Outbox } from '@ates/messaging';
import { Clock, Database, isUniqueViolation, type IdempotencyKey, type Transaction } from '@ates/platform';
import { lockAdministrators, requireAnotherAdministrator } from './administrators.js';
import { findUserToChange } from './find-user.js';
import { emailTaken, User } from './user.entity.js';

/** An administrator changes a person's data (A1). */
export class ChangeUser extends Command<UserView> {
  constructor(
    readonly userId: string,
    readonly change: UserChange,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(ChangeUser)
export class ChangeUserHandler implements ICommandHandler<ChangeUser> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  execute({ userId, change, idempotencyKey }: ChangeUser): Promise<UserView> {
    return this.database.once(idempotencyKey, async (tx) => {
      const administrators = await lockAdministrators(tx);
      const user = await findUserToChange(tx, userId);
      if (user.change(change, this.clock.now())) {
        await this.store(tx, user, administrators);
      }
      return user.view();
    });
  }

  private async store(tx: Transaction, user: User, administrators: ReadonlySet<string>): Promise<void> {
    if (!user.isAdministrator) {
      requireAnotherAdministrator(administrators, user.id);
    }
    await updateUser(tx, user);
    await this.outbox.add(tx, [
      newEvent(userChanged, { user_id: user.id, timestamp: user.changedAt.toISOString() }),
    ]);
  }
}

async function updateUser(tx: Transaction, user: User): Promise<void> {
  try {
    await tx.save(user);
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken(user.email) : error;
  }
}
