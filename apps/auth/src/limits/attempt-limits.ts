import { Injectable } from '@nestjs/common';
import { Database, inSeconds, networkOf, Problem, type Transaction } from '@ates/platform';
import { RateLimiterRes, type RateLimiterPostgres } from 'rate-limiter-flexible';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AuthConfiguration } from '../config.js';
import { attemptCounter } from './attempt-counter.js';
import { GrowingPauses } from './growing-pauses.js';
import { SharedCounts } from './shared-counts.js';

const minute = 60;
const quarterHour = 15 * minute;
const hour = 60 * minute;
const day = 24 * hour;

const setupCodes = 10;

// Many people may share an address, and mistype. There are 25 billion codes, each valid for ten minutes.
const userCodes = 30;

/**
 * Who tries to sign in to an account. Each standing has its own counts, so that strangers cannot use up the attempts of
 * a device that signed in before (identified by `device`), or of someone with a token of the account.
 */
export type Asker =
  | { standing: 'unknown'; address: string }
  | { standing: 'known'; device: string }
  | { standing: 'signed-in'; address: string };

/**
 * Rate limits for attempts, counted in the database across all instances. Addresses are counted by network: IPv6 by
 * /64. Exceeding a limit throws the Problem `too-many-attempts` with the seconds to wait.
 */
@Injectable()
export class AttemptLimits {
  /** Wrong secrets for one account from one place: blocked until the window ends. */
  private readonly signInsPerPlace: RateLimiterPostgres;
  /** Wrong secrets for one account from all places: slowed down, never blocked. */
  private readonly signInsPerAccount: GrowingPauses;
  private readonly signInsPerAddress: RateLimiterPostgres;
  private readonly signInsPerDevice: GrowingPauses;
  private readonly tokenRequests: SharedCounts;
  private readonly registrationsPerAddress: RateLimiterPostgres;
  private readonly passwordResetsPerAddress: RateLimiterPostgres;
  private readonly setupsPerAddress: RateLimiterPostgres;
  private readonly userCodesPerAddress: RateLimiterPostgres;

  constructor(
    dataSource: DataSource,
    database: Database,
    private readonly configuration: AuthConfiguration,
  ) {
    const limiter = (keyPrefix: string, points: number, duration: number): RateLimiterPostgres =>
      attemptCounter(dataSource, keyPrefix, points, duration);
    const pauses = (keyPrefix: string, free: number, duration: number): GrowingPauses =>
      new GrowingPauses({
        free: limiter(keyPrefix, free, duration),
        slowed: limiter(`${keyPrefix}-slowed`, free, duration),
        pauses: limiter(`${keyPrefix}-pause`, 1, minute),
      });
    const perAccount = configuration.SIGN_IN_ATTEMPTS_PER_ACCOUNT;
    this.signInsPerPlace = limiter('sign-in-place', perAccount, quarterHour);
    this.signInsPerAccount = pauses('sign-in-account', perAccount, day);
    this.signInsPerAddress = limiter(
      'sign-in-address',
      configuration.SIGN_IN_ATTEMPTS_PER_ADDRESS,
      quarterHour,
    );
    this.signInsPerDevice = pauses('sign-in-device', configuration.SIGN_IN_ATTEMPTS_PER_DEVICE, day);
    this.tokenRequests = new SharedCounts(database);
    this.registrationsPerAddress = limiter('registration', configuration.REGISTRATIONS_PER_ADDRESS, hour);
    this.passwordResetsPerAddress = limiter(
      'password-reset',
      configuration.PASSWORD_RESETS_PER_ADDRESS,
      hour,
    );
    this.setupsPerAddress = limiter('setup', setupCodes, quarterHour);
    this.userCodesPerAddress = limiter('user-code', userCodes, quarterHour);
  }

  /**
   * Counts an attempt to sign in, whether or not the account exists. Ten wrong attempts from one place (a network or a
   * known device) block that place for 15 minutes; attempts from all places together are delayed more and more, up to
   * 30 seconds each. Refused attempts are not counted.
   */
  async signIn(account: string, asker: Asker): Promise<void> {
    await this.consume(this.countsOf(account, asker));
  }

  /**
   * Resets the account's counts for this standing after a successful attempt, and refunds the possibly shared address.
   */
  async signedIn(account: string, asker: Asker): Promise<void> {
    await this.signInsPerPlace.delete(placeKey(account, asker));
    await this.signInsPerAccount.forget(accountKey(account, asker));
    if (asker.standing === 'unknown') {
      await this.signInsPerAddress.reward(networkOf(asker.address));
    }
  }

  /** Counts an attempt to sign in at a registered device (A4), wherever the device is. */
  async deviceSignIn(deviceId: string): Promise<void> {
    await this.consume([pausing(this.signInsPerDevice, digest(deviceId))]);
  }

  /** Refunds a successful attempt to the device, which many people share. */
  async deviceSignedIn(deviceId: string): Promise<void> {
    await this.signInsPerDevice.refund(digest(deviceId));
  }

  /**
   * Counts a request with a client's credentials. Clients are counted per address, so that no one elsewhere can use up
   * their limit.
   */
  async tokenRequest(clientId: string | undefined, address: string): Promise<void> {
    const network = networkOf(address);
    const counts = [{ key: tokensOfAddress(network), limit: this.configuration.TOKEN_REQUESTS_PER_ADDRESS }];
    if (clientId !== undefined) {
      const key = `token-client:${digest(`${clientId}\n${network}`)}`;
      counts.push({ key, limit: this.configuration.TOKEN_REQUESTS_PER_CLIENT });
    }
    const counted = await Promise.all(
      counts.map(async ({ key, limit }) => {
        const { uses, milliseconds } = await this.tokenRequests.count(key);
        return { key, milliseconds, isRefused: uses > limit };
      }),
    );
    const refusal = counted.find(({ isRefused }) => isRefused);
    if (refusal) {
      const others = counted.filter(({ isRefused }) => !isRefused);
      await Promise.all(others.map(({ key }) => this.tokenRequests.refund(key)));
      throw tooManyAttempts(refusal.milliseconds);
    }
  }

  /** Refunds a request that got a token to its address, which many people may share. */
  async tokenIssued(address: string): Promise<void> {
    await this.tokenRequests.refund(tokensOfAddress(networkOf(address)));
  }

  async registration(address: string): Promise<void> {
    await this.consume([blocking(this.registrationsPerAddress, networkOf(address))]);
  }

  /** Counts a request for a password reset link by network; `Mails` limits mails by recipient. */
  async passwordReset(address: string): Promise<void> {
    await this.consume([blocking(this.passwordResetsPerAddress, networkOf(address))]);
  }

  /** Counts an attempt to enter the code of the setup page. */
  async setup(address: string): Promise<void> {
    await this.consume([blocking(this.setupsPerAddress, networkOf(address))]);
  }

  /** Counts the entry of a user code, shown on a device (RFC 8628, 5.1). */
  async userCode(address: string): Promise<void> {
    await this.consume([blocking(this.userCodesPerAddress, networkOf(address))]);
  }

  /** Refunds the entry of a user code that exists. */
  async userCodeFound(address: string): Promise<void> {
    await this.userCodesPerAddress.reward(networkOf(address));
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

  /** Counts at all counters or at none: if one refuses, the others are refunded. */
  private async consume(counts: readonly Count[]): Promise<void> {
    const counted: Count[] = [];
    try {
      for (const count of counts) {
        await count.consume();
        counted.push(count);
      }
    } catch (refusal) {
      await Promise.all(counted.map((count) => count.refund()));
      throw refusal instanceof RateLimiterRes ? tooManyAttempts(refusal.msBeforeNext) : refusal;
    }
  }
}

/** Deletes all counts against an account, from any place; returns how many there were. */
export async function forgetAttempts(tx: Transaction, account: string): Promise<number> {
  const prefixes = ['sign-in-place', 'sign-in-account', 'sign-in-account-slowed', 'sign-in-account-pause'];
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
  consume(): Promise<unknown>;
  refund(): Promise<unknown>;
}

const blocking = (limiter: RateLimiterPostgres, key: string): Count => ({
  consume: () => limiter.consume(key),
  refund: () => limiter.reward(key),
});

const pausing = (pauses: GrowingPauses, key: string): Count => ({
  consume: () => pauses.consume(key),
  refund: () => pauses.refund(key),
});

const tokensOfAddress = (network: string): string => `token-address:${network}`;

/** Keys of fixed length, which do not reveal the account. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

const accountKey = (account: string, { standing }: Asker): string => `${digest(account)}.${standing}`;

const placeKey = (account: string, asker: Asker): string =>
  `${accountKey(account, asker)}.${digest(asker.standing === 'known' ? asker.device : networkOf(asker.address))}`;

const tooManyAttempts = (milliseconds: number): Problem => {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const detail = `Too many attempts. Try again in ${inSeconds(seconds)}.`;
  return new Problem('too-many', 'too-many-attempts', detail, { retryAfterSeconds: seconds });
};
