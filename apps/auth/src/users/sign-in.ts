import { Injectable } from '@nestjs/common';
import { BeakLookups } from '../credentials/beak-lookups.js';
import { Passwords } from '../credentials/passwords.js';
import type { Asker } from '../limits/attempt-limits.js';
import { KnownDevices } from '../limits/known-devices.js';
import { accountOf } from './account-of.js';
import { SignInAttempts } from './sign-in-attempts.js';
import type { SignInMethod } from './sign-in-log.js';
import { UsersQueries, type CredentialKind } from './users.queries.js';

/** The browser that somebody signs in with. */
export interface SigningBrowser {
  address: string;
  /** All that it keeps for this site; what it is known by is among them. */
  cookies: string | undefined;
  /** The application that wants the sign-in. */
  clientId: string | undefined;
}

/**
 * Signing in: what a person shows, for the person's id. Neither the answer nor its time tells whether there is such an
 * account. Each attempt throws the Problem `too-many-attempts` after too many wrong ones, for a while also for the right
 * secret; what others try does not count against a device that signed in to the account before.
 */
@Injectable()
export class SignIn {
  constructor(
    private readonly users: UsersQueries,
    private readonly passwords: Passwords,
    private readonly lookups: BeakLookups,
    private readonly devices: KnownDevices,
    private readonly attempts: SignInAttempts,
  ) {}

  /** The id of the person, or undefined when e-mail and password do not belong together. */
  withPassword(email: string, password: string, browser: SigningBrowser): Promise<string | undefined> {
    return this.inBrowser(email, { kind: 'password', secret: password }, browser);
  }

  /** The id of the person, or undefined when e-mail and beak do not belong together (A4). */
  withBeak(email: string, beak: string, browser: SigningBrowser): Promise<string | undefined> {
    return this.inBrowser(email, { kind: 'beak', secret: beak }, browser);
  }

  /** Whether it is the password of somebody who is signed in, for what a token alone must not be enough for. */
  async confirm(email: string, password: string, address: string): Promise<boolean> {
    const found = await this.users.accountByEmail(email, 'password');
    return this.attempt({
      account: accountOf(email),
      found,
      method: 'password',
      secret: password,
      clientId: undefined,
      asker: { standing: 'signed-in', address },
    });
  }

  /**
   * The id of the person whose beak a registered device was shown, or undefined when it is nobody's (A4). Only the
   * device is counted: a beak cannot be guessed, and what strangers try elsewhere is not the device's fault.
   */
  async atDevice(beak: string, deviceId: string): Promise<string | undefined> {
    return this.attempts.atDevice(deviceId, async () => {
      const found = await this.users.credentialByLookup(this.lookups.of(beak));
      const isRight = await this.passwords.matches(found?.secret_hash, beak);
      return isRight ? found?.id : undefined;
    });
  }

  private async inBrowser(
    email: string,
    { kind, secret }: Shown,
    { address, cookies, clientId }: SigningBrowser,
  ): Promise<string | undefined> {
    const account = accountOf(email);
    const found = await this.users.accountByEmail(account, kind);
    const device = this.devices.find(cookies, found?.id);
    const asker: Asker =
      device === undefined ? { standing: 'unknown', address } : { standing: 'known', device };
    return (await this.attempt({ account, found, method: kind, secret, asker, clientId }))
      ? found?.id
      : undefined;
  }

  private attempt({ account, found, method, secret, asker, clientId }: Attempt): Promise<boolean> {
    const shown = { account, personId: found?.id, method, clientId };
    return this.attempts.atAccount(shown, asker, () =>
      this.passwords.matches(found?.secret_hash ?? undefined, secret),
    );
  }
}

interface Shown {
  kind: CredentialKind;
  secret: string;
}

interface Attempt {
  /** The e-mail in lower case, whether or not it is anybody's. */
  account: string;
  found: { id: string; secret_hash: string | null } | undefined;
  method: SignInMethod;
  secret: string;
  asker: Asker;
  clientId: string | undefined;
}
