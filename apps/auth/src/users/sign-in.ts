import { Injectable } from '@nestjs/common';
import { BeakLookups } from '../credentials/beak-lookups.js';
import { Passwords } from '../credentials/passwords.js';
import type { Asker } from '../limits/attempt-limits.js';
import { KnownDevices } from '../limits/known-devices.js';
import { accountOf } from './account-of.js';
import { SignInAttempts } from './sign-in-attempts.js';
import type { SignInMethod } from './sign-in-log.js';
import { UsersQueries, type CredentialKind } from './users.queries.js';

/** The browser in which someone signs in. */
export interface SigningBrowser {
  address: string;
  /** Its Cookie header, which includes the known-device cookie. */
  cookies: string | undefined;
  /** The application that requested the sign-in. */
  clientId: string | undefined;
}

/**
 * Signs people in by exchanging credentials for a person's id. Neither the result nor its timing reveals whether the
 * account exists. After too many wrong attempts, each throws the Problem `too-many-attempts`, for a while even with the
 * right secret. Attempts by others do not count against a device that has signed in to the account before.
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

  /** The person's id; undefined if the e-mail or password is wrong. */
  withPassword(email: string, password: string, browser: SigningBrowser): Promise<string | undefined> {
    return this.inBrowser(email, { kind: 'password', secret: password }, browser);
  }

  /** The person's id; undefined if the e-mail or beak is wrong (A4). */
  withBeak(email: string, beak: string, browser: SigningBrowser): Promise<string | undefined> {
    return this.inBrowser(email, { kind: 'beak', secret: beak }, browser);
  }

  /** Whether a signed-in person's password is right, for operations where a token alone must not be enough. */
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
   * The id of the person whose beak was shown to a registered device; undefined if no one has it (A4). Counts attempts
   * only per device: a beak cannot be guessed, and strangers' attempts elsewhere must not block the device.
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
  /** The e-mail in lower case, whether or not anyone has it. */
  account: string;
  found: { id: string; secret_hash: string | null } | undefined;
  method: SignInMethod;
  secret: string;
  asker: Asker;
  clientId: string | undefined;
}
