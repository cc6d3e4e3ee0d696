import { Injectable } from '@nestjs/common';
import { BeakLookups } from '../credentials/beak-lookups.js';
import { Passwords } from '../credentials/passwords.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { UsersQueries, type CredentialKind } from './users.queries.js';

/**
 * Signing in: what a person shows, for the person's id. Neither the answer nor its time tells whether there is such an
 * account. Each attempt throws the Problem `too-many-attempts` after too many wrong ones, until the window is over also
 * for the right secret.
 */
@Injectable()
export class SignIn {
  constructor(
    private readonly users: UsersQueries,
    private readonly passwords: Passwords,
    private readonly lookups: BeakLookups,
    private readonly limits: AttemptLimits,
  ) {}

  /** The id of the person, or undefined when e-mail and password do not belong together. */
  withPassword(email: string, password: string, address: string): Promise<string | undefined> {
    return this.attempt(email, { kind: 'password', secret: password }, address);
  }

  /** The id of the person, or undefined when e-mail and beak do not belong together (A4). */
  withBeak(email: string, beak: string, address: string): Promise<string | undefined> {
    return this.attempt(email, { kind: 'beak', secret: beak }, address);
  }

  /** The id of the person whose beak a registered device was shown, or undefined when it is nobody's (A4). */
  async atDevice(beak: string, deviceId: string, address: string): Promise<string | undefined> {
    await this.limits.deviceSignIn(deviceId);
    const lookup = this.lookups.of(beak);
    const found = await this.users.credentialByLookup(lookup);
    // A beak that is nobody's is counted too, as if it were an account.
    const account = found?.email ?? lookup;
    await this.limits.signIn(account, address);
    if (!(await this.passwords.matches(found?.secret_hash, beak))) {
      return undefined;
    }
    await this.limits.signedIn(account, address);
    await this.limits.deviceSignedIn(deviceId);
    return found?.id;
  }

  private async attempt(email: string, shown: Shown, address: string): Promise<string | undefined> {
    const wanted = email.trim().toLowerCase();
    await this.limits.signIn(wanted, address);
    const found = await this.users.credentialOf(wanted, shown.kind);
    if (!(await this.passwords.matches(found?.secret_hash, shown.secret))) {
      return undefined;
    }
    await this.limits.signedIn(wanted, address);
    return found?.id;
  }
}

interface Shown {
  kind: CredentialKind;
  secret: string;
}
