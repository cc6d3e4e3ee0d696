import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { FirstAdministrator, UserView } from '@ates/contracts';
import { Database } from '@ates/platform';
import { NewPasswords } from '../credentials/new-passwords.js';
import { NewPeople } from './new-people.js';
import { SetupCode, useSetupCode, wrongSetupCode } from './setup-code.js';

/** Creates the first administrator, with the setup code from the log (A9). */
export class SetUpAdministrator extends Command<UserView> {
  constructor(readonly administrator: FirstAdministrator) {
    super();
  }
}

/** Throws the Problems `wrong-setup-code`, `setup-done` and `email-taken`, and those of `NewPasswords`. */
@CommandHandler(SetUpAdministrator)
export class SetUpAdministratorHandler implements ICommandHandler<SetUpAdministrator> {
  constructor(
    private readonly database: Database,
    private readonly people: NewPeople,
    private readonly newPasswords: NewPasswords,
    private readonly code: SetupCode,
  ) {}

  async execute({ administrator }: SetUpAdministrator): Promise<UserView> {
    const { code, name, email, password } = administrator;
    // A wrong code is rejected before hashing, because hashing is expensive.
    if ((await this.code.isOpen()) && !(await this.code.isRight(code))) {
      throw wrongSetupCode();
    }
    const passwordHash = await this.newPasswords.hash(password, { name, email });
    return this.database.transaction(async (tx) => {
      await useSetupCode(tx, code);
      const roles = ['administrator' as const];
      const user = await this.people.add(tx, { name, email, roles, details: {}, passwordHash });
      return user.view();
    });
  }
}
