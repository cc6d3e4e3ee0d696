import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CheckYourMail, Registration } from '@ates/contracts';
import type { MailLanguage } from '@ates/mail';
import { Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { v7 as uuidv7 } from 'uuid';
import { AuthConfiguration } from '../config.js';
import { ChosenSecrets } from '../credentials/chosen-secrets.js';
import { EvenAnswers } from '../limits/even-answers.js';
import { requireRegistration } from '../registration-mode.js';
import { RegistrationMails } from './registration-mails.js';
import { hasAccount, insertRegistration, type StoredRegistration } from './registrations.queries.js';

/**
 * Registers a person with a password, a beak (A4) or both (A9). No user is created yet: a mail asks the owner of the
 * address to confirm it. If the address already has an account, the response and its timing are the same, and the mail
 * says so.
 */
export class RegisterPerson extends Command<CheckYourMail> {
  constructor(
    readonly registration: Registration,
    readonly language: MailLanguage,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/** Throws the Problems of `requireRegistration` and `NewPasswords`. */
@CommandHandler(RegisterPerson)
export class RegisterPersonHandler implements ICommandHandler<RegisterPerson> {
  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
    private readonly secrets: ChosenSecrets,
    private readonly mails: RegistrationMails,
    private readonly answers: EvenAnswers,
  ) {}

  async execute(command: RegisterPerson): Promise<CheckYourMail> {
    requireRegistration(this.configuration, command.registration.email);
    return this.answers.after(() => this.register(command));
  }

  private async register(command: RegisterPerson): Promise<CheckYourMail> {
    const { registration, language, idempotencyKey } = command;
    const stored = await this.hashed(registration, language);
    return this.database.once(idempotencyKey, async (tx) => {
      await this.add(tx, stored);
      return { status: 'check-your-mail' as const, email: registration.email };
    });
  }

  private async add(tx: Transaction, stored: StoredRegistration): Promise<void> {
    if (await hasAccount(tx, stored.email)) {
      await this.mails.alreadyRegistered(tx, stored);
      return;
    }
    await insertRegistration(tx, stored);
    await this.mails.confirm(tx, stored);
  }

  private async hashed(registration: Registration, language: MailLanguage): Promise<StoredRegistration> {
    const { name, email, details = {} } = registration;
    const { passwordHash = null, beak } = await this.secrets.hashed(registration, registration);
    const [beakLookup, beakHash] = [beak?.lookup ?? null, beak?.hash ?? null];
    return { id: uuidv7(), name, email, details, language, passwordHash, beakLookup, beakHash };
  }
}
