import { Injectable } from '@nestjs/common';
import { Passwords } from '../credentials/passwords.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { UsersQueries } from './users.queries.js';

/** Signing in with e-mail and password. Neither the answer nor its time tells whether there is such an account. */
@Injectable()
export class PasswordSignIn {
  constructor(
    private readonly users: UsersQueries,
    private readonly passwords: Passwords,
    private readonly limits: AttemptLimits,
  ) {}

  /**
   * The id of the person, or undefined when e-mail and password do not belong together.
   * Throws the Problem `too-many-attempts`, until the window is over also for the right password.
   */
  async attempt(email: string, password: string, address: string): Promise<string | undefined> {
    const wanted = email.trim().toLowerCase();
    await this.limits.signIn(wanted, address);
    const found = await this.users.passwordOf(wanted);
    if (!(await this.passwords.matches(found?.secret_hash, password))) {
      return undefined;
    }
    await this.limits.signedIn(wanted, address);
    return found?.id;
  }
}
