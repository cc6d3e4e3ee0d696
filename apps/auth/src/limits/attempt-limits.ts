import { Injectable } from '@nestjs/common';
import { Problem } from '@ates/platform';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AuthConfiguration } from '../config.js';

const quarterHour = 15 * 60;
const minute = 60;
const hour = 60 * 60;

/**
 * How often something may be tried. The counts are in the database, so that all instances count together.
 * What goes over throws the Problem `too-many-attempts`, with the seconds until the window is over.
 */
@Injectable()
export class AttemptLimits {
  private readonly signInsPerAccount: RateLimiterPostgres;
  private readonly signInsPerAddress: RateLimiterPostgres;
  private readonly signInsPerDevice: RateLimiterPostgres;
  private readonly tokensPerClient: RateLimiterPostgres;
  private readonly tokensPerAddress: RateLimiterPostgres;
  private readonly registrationsPerAddress: RateLimiterPostgres;

  constructor(dataSource: DataSource, configuration: AuthConfiguration) {
    const limiter = (keyPrefix: string, points: number, duration: number): RateLimiterPostgres =>
      new RateLimiterPostgres({
        storeClient: dataSource,
        storeType: 'typeorm',
        tableName: 'attempt_count',
        tableCreated: true,
        clearExpiredByTimeout: false,
        keyPrefix,
        points,
        duration,
      });
    this.signInsPerAccount = limiter(
      'sign-in-account',
      configuration.SIGN_IN_ATTEMPTS_PER_ACCOUNT,
      quarterHour,
    );
    this.signInsPerAddress = limiter(
      'sign-in-address',
      configuration.SIGN_IN_ATTEMPTS_PER_ADDRESS,
      quarterHour,
    );
    this.signInsPerDevice = limiter('sign-in-device', configuration.SIGN_IN_ATTEMPTS_PER_DEVICE, quarterHour);
    this.tokensPerClient = limiter('token-client', configuration.TOKEN_REQUESTS_PER_CLIENT, minute);
    this.tokensPerAddress = limiter('token-address', configuration.TOKEN_REQUESTS_PER_ADDRESS, minute);
    this.registrationsPerAddress = limiter('registration', configuration.REGISTRATIONS_PER_ADDRESS, hour);
  }

  /** Counts an attempt to sign in, whether or not there is such an account. */
  async signIn(email: string, address: string): Promise<void> {
    await take(this.signInsPerAddress, address);
    await take(this.signInsPerAccount, digest(email));
  }

  /** The attempt was a good one: the account starts anew, and the address, which many people may share, gets it back. */
  async signedIn(email: string, address: string): Promise<void> {
    await this.signInsPerAccount.delete(digest(email));
    await this.signInsPerAddress.reward(address);
  }

  /** Counts an attempt to sign in at a registered device (A4), wherever the device is. */
  async deviceSignIn(deviceId: string): Promise<void> {
    await take(this.signInsPerDevice, digest(deviceId));
  }

  /** The attempt was a good one: the device, which many people share, gets it back. */
  async deviceSignedIn(deviceId: string): Promise<void> {
    await this.signInsPerDevice.reward(digest(deviceId));
  }

  /**
   * Counts a request with a client's credentials. A client is counted by address, so that somebody elsewhere cannot
   * use up what is its own.
   */
  async tokenRequest(clientId: string | undefined, address: string): Promise<void> {
    await take(this.tokensPerAddress, address);
    if (clientId !== undefined) {
      await take(this.tokensPerClient, digest(`${clientId}\n${address}`));
    }
  }

  async registration(address: string): Promise<void> {
    await take(this.registrationsPerAddress, address);
  }
}

/** Of one length, whatever was typed; and a count tells nobody who tried. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

async function take(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      throw tooManyAttempts(Math.ceil(refusal.msBeforeNext / 1000));
    }
    throw refusal;
  }
}

const tooManyAttempts = (seconds: number): Problem =>
  new Problem('too-many', 'too-many-attempts', `Too many attempts. Try again in ${seconds} seconds.`, {
    retryAfterSeconds: Math.max(1, seconds),
  });
