import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewUser, UserView } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey } from '@ates/platform';
import { NewPasswords } from '../credentials/new-passwords.js';
import { addUser } from './add-user.js';

/** Adds a person with the given roles (A1). Throws the Problem `email-taken` and those of `NewPasswords`. */
export class CreateUser extends Command<UserView> {
  constructor(
    readonly person: NewUser,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(CreateUser)
export class CreateUserHandler implements ICommandHandler<CreateUser> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly newPasswords: NewPasswords,
  ) {}

  async execute({ person, idempotencyKey }: CreateUser): Promise<UserView> {
    const { name, email, roles, password, details = {} } = person;
    const passwordHash =
      password === undefined ? undefined : await this.newPasswords.hash(password, { name, email });
    return this.database.once(idempotencyKey, async (tx) => {
      const added = { name, email, roles, details, passwordHash };
      const user = await addUser(tx, this.outbox, added, this.clock.now());
      return user.view();
    });
  }
}
