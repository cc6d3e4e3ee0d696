import { Injectable } from '@nestjs/common';
import { networkOf, Problem, type Transaction } from '@ates/platform';
import { RateLimiterRes, type RateLimiterPostgres } from 'rate-limiter-flexible';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AuthConfiguration } from '../config.js';
import { attemptCounter } from './attempt-counter.js';
import { GrowingPauses } from './growing-pauses.js';

const minute = 60;
const quarterHour = 15 * minute;
const hour = 60 * minute;
const day = 24 * hour;

const setupCodes = 10;

/**
 * Who tries to sign in to an account. Each standing has counts of its own, so that strangers cannot use up the attempts
 * of a device that signed in before (`device` names it), or of whoever holds a token of the account.
 */
export type Asker =
  | { standing: 'unknown'; address: string }
  | { standing: 'known'; device: string }
  | { standing: 'signed-in'; address: string };

/**
 * How often something may be tried. The counts are in the database, so that all instances count together. Addresses
 * count by network: IPv6 by /64. What goes over throws the Problem `too-many-attempts`, with the seconds to wait.
 */
@Injectable()
export class AttemptLimits {
  /** Wrong secrets for one account from one place: blocked until the window is over. */
  private readonly signInsPerPlace: RateLimiterPostgres;
  /** Wrong secrets for one account from everywhere: slowed down, never blocked. */
  private readonly signInsPerAccount: GrowingPauses;
  private readonly signInsPerAddress: RateLimiterPostgres;
  private readonly signInsPerDevice: GrowingPauses;
  private readonly tokensPerClient: RateLimiterPostgres;
  private readonly tokensPerAddress: RateLimiterPostgres;
  private readonly registrationsPerAddress: RateLimiterPostgres;
  private readonly passwordResetsPerAddress: RateLimiterPostgres;
  private readonly setupsPerAddress: RateLimiterPostgres;

  constructor(dataSource: DataSource, configuration: AuthConfiguration) {
    const limiter = (keyPrefix: string, points: number, duration: number): RateLimiterPostgres =>
      attemptCounter(dataSource, keyPrefix, points, duration);
    const pauses = (keyPrefix: string, free: number, duration: number): GrowingPauses =>
      new GrowingPauses(limiter(keyPrefix, free, duration), limiter(`${keyPrefix}-pause`, 1, minute));
    const perAccount = configuration.SIGN_IN_ATTEMPTS_PER_ACCOUNT;
    this.signInsPerPlace = limiter('sign-in-place', perAccount, quarterHour);
    this.signInsPerAccount = pauses('sign-in-account', perAccount, day);
    this.signInsPerAddress = limiter(
      'sign-in-address',
      configuration.SIGN_IN_ATTEMPTS_PER_ADDRESS,
      quarterHour,
    );
    this.signInsPerDevice = pauses('sign-in-device', configuration.SIGN_IN_ATTEMPTS_PER_DEVICE, day);
    this.tokensPerClient = limiter('token-client', configuration.TOKEN_REQUESTS_PER_CLIENT, minute);
    this.tokensPerAddress = limiter('token-address', configuration.TOKEN_REQUESTS_PER_ADDRESS, minute);
    this.registrationsPerAddress = limiter('registration', configuration.REGISTRATIONS_PER_ADDRESS, hour);
    this.passwordResetsPerAddress = limiter(
      'password-reset',
      configuration.PASSWORD_RESETS_PER_ADDRESS,
      hour,
    );
    this.setupsPerAddress = limiter('setup', setupCodes, quarterHour);
  }

  /**
   * Counts an attempt to sign in, whether or not there is such an account. Ten wrong ones from one place (a network, or
   * a known device) are blocked for a quarter of an hour; those from everywhere have to wait for longer and longer, up
   * to half a minute. A refused attempt is none: it is not counted.
   */
  async signIn(account: string, asker: Asker): Promise<void> {
    await this.take(this.countsOf(account, asker));
  }

  /** The attempt was a good one: this standing at the account starts anew, and the address, which many people may share, gets it back. */
  async signedIn(account: string, asker: Asker): Promise<void> {
    await this.signInsPerPlace.delete(placeKey(account, asker));
    await this.signInsPerAccount.forget(accountKey(account, asker));
    if (asker.standing === 'unknown') {
      await this.signInsPerAddress.reward(networkOf(asker.address));
    }
  }

  /** Counts an attempt to sign in at a registered device (A4), wherever the device is. */
  async deviceSignIn(deviceId: string): Promise<void> {
    await this.take([pausing(this.signInsPerDevice, digest(deviceId))]);
  }

  /** The attempt was a good one: the device, which many people share, gets it back. */
  async deviceSignedIn(deviceId: string): Promise<void> {
    await this.signInsPerDevice.giveBack(digest(deviceId));
  }

  /**
   * Counts a request with a client's credentials. A client is counted by address, so that somebody elsewhere cannot
   * use up what is its own.
   */
  async tokenRequest(clientId: string | undefined, address: string): Promise<void> {
    const network = networkOf(address);
    const ofClient =
      clientId === undefined ? [] : [blocking(this.tokensPerClient, digest(`${clientId}\n${network}`))];
    await this.take([blocking(this.tokensPerAddress, network), ...ofClient]);
  }

  /** The request was answered with a token: its address, which many people may share, gets it back. */
  async tokenGiven(address: string): Promise<void> {
    await this.tokensPerAddress.reward(networkOf(address));
  }

  async registration(address: string): Promise<void> {
    await this.take([blocking(this.registrationsPerAddress, networkOf(address))]);
  }

  /** Counts a request for a link to a new password, by network: mails have a limit by recipient (`Mails`). */
  async passwordReset(address: string): Promise<void> {
    await this.take([blocking(this.passwordResetsPerAddress, networkOf(address))]);
  }

  /** Counts an attempt to enter the code of the setup page. */
  async setup(address: string): Promise<void> {
    await this.take([blocking(this.setupsPerAddress, networkOf(address))]);
  }

  private countsOf(account: string, asker: Asker): Count[] {
    const counts = [
      blocking(this.signInsPerPlace, placeKey(account, asker)),
      pausing(this.signInsPerAccount, accountKey(account, asker)),
    ];
    return asker.standing === 'unknown'
      ? [...counts, blocking(this.signInsPerAddress, networkOf(asker.address))]
      : counts;
  }

  /** Counts at all of them, or at none: what one refuses, the others get back. */
  private async take(counts: readonly Count[]): Promise<void> {
    const taken: Count[] = [];
    try {
      for (const count of counts) {
        await count.take();
        taken.push(count);
      }
    } catch (refusal) {
      await Promise.all(taken.map((count) => count.giveBack()));
      throw refusal instanceof RateLimiterRes ? tooManyAttempts(refusal.msBeforeNext) : refusal;
    }
  }
}

/** Forgets what was counted against an account, wherever it came from; answers how many counts there were. */
export async function forgetAttempts(tx: Transaction, account: string): Promise<number> {
  const prefixes = ['sign-in-place', 'sign-in-account', 'sign-in-account-pause'];
  const rows = await tx.query<unknown[]>(
    `with forgotten as (
       delete from attempt_count using unnest($1::text[]) as prefix
       where starts_with(key, prefix || ':' || $2 || '.') returning key
     ) select key from forgotten`,
    [prefixes, digest(account)],
  );
  return rows.length;
}

interface Count {
  take(): Promise<unknown>;
  giveBack(): Promise<unknown>;
}

const blocking = (limiter: RateLimiterPostgres, key: string): Count => ({
  take: () => limiter.consume(key),
  giveBack: () => limiter.reward(key),
});

const pausing = (pauses: GrowingPauses, key: string): Count => ({
  take: () => pauses.take(key),
  giveBack: () => pauses.giveBack(key),
});

/** Of one length, whatever was typed; and a count tells nobody who tried. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

const accountKey = (account: string, { standing }: Asker): string => `${digest(account)}.${standing}`;

const placeKey = (account: string, asker: Asker): string =>
  `${accountKey(account, asker)}.${digest(asker.standing === 'known' ? asker.device : networkOf(asker.address))}`;

const tooManyAttempts = (milliseconds: number): Problem => {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new Problem('too-many', 'too-many-attempts', `Too many attempts. Try again in ${seconds} seconds.`, {
    retryAfterSeconds: seconds,
  });
};
