import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Registration, UserView } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey } from '@ates/platform';
import { Passwords } from '../credentials/passwords.js';
import { addUser } from './add-user.js';

/** Somebody registers, and becomes an employee (A1). */
export class RegisterUser extends Command<UserView> {
  constructor(
    readonly registration: Registration,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(RegisterUser)
export class RegisterUserHandler implements ICommandHandler<RegisterUser> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
  ) {}

  async execute({ registration, idempotencyKey }: RegisterUser): Promise<UserView> {
    const { name, email, password, details = {} } = registration;
    const passwordHash = await this.passwords.hash(password);
    return this.database.once(idempotencyKey, async (tx) => {
      const person = { name, email, roles: ['employee' as const], details, passwordHash };
      const user = await addUser(tx, this.outbox, person, this.clock.now());
      return user.view();
    });
  }
}
