import { Inject, Injectable, Optional } from '@nestjs/common';
import { Clock, Counter, latestCredible } from '@ates/platform';
import { identitySettings, type IdentitySettings } from '../identity-settings.js';
import { IssuerKeys } from '../issuer/issuer-keys.js';
import { expiredToken, invalidToken, type AccessToken } from './access-token.js';

const clockToleranceSeconds = 5;

// No provider's access tokens live longer, but an issuer may write milliseconds by mistake.
const longestValidityMilliseconds = 31 * 24 * 60 * 60_000;

const honoured = new Counter({
  name: 'tokens_honoured_in_grace_total',
  help: 'Requests accepted with an expired access token while its issuer was unreachable',
});

/** Valid, expired for less than the grace period, or expired for longer. */
type ExpiryState = 'valid' | 'in-grace' | 'expired';

/** The state at `now`, in milliseconds, of a token that expires at `expiresAt`, in seconds since 1970. */
export function expiryStateOf(expiresAt: number, graceSeconds: number, now: number): ExpiryState {
  const overdue = now / 1000 - expiresAt;
  if (overdue < clockToleranceSeconds) {
    return 'valid';
  }
  return overdue < graceSeconds ? 'in-grace' : 'expired';
}

/**
 * Refuses a token from the future, and one that is valid for longer than a month, which no one could withdraw in time.
 * Throws the Problem `invalid-token`.
 */
export function requireCredibleTimes(
  { issuedAt, expiresAt }: Pick<AccessToken, 'issuedAt' | 'expiresAt'>,
  now: Date,
): void {
  if (issuedAt * 1000 > latestCredible(now).getTime()) {
    throw invalidToken('The access token was issued in the future.');
  }
  if (expiresAt * 1000 > now.getTime() + longestValidityMilliseconds) {
    throw invalidToken('The access token is valid for longer than a month.');
  }
}

/** Accepts tokens until they expire, and through the grace period while their issuer is unreachable (A8). */
@Injectable()
export class TokenExpiry {
  private readonly graceSeconds: number;

  constructor(
    @Inject(identitySettings) { graceSeconds = 0 }: IdentitySettings,
    private readonly keys: IssuerKeys,
    @Optional() private readonly clock: Clock = new Clock(),
  ) {
    this.graceSeconds = graceSeconds;
  }

  /** Whether a token has not expired yet. */
  isValid(expiresAt: number): boolean {
    return this.stateOf(expiresAt) === 'valid';
  }

  /** Throws the Problem `expired-token` unless an expired token is accepted because its issuer is unreachable. */
  async requireGrace(expiresAt: number): Promise<void> {
    if (!(await this.keys.isIssuerAway())) {
      throw expiredToken();
    }
    if (this.stateOf(expiresAt) === 'expired') {
      throw expiredToken(
        `The issuer does not answer, and the grace period of ${this.graceSeconds} seconds has passed; ` +
          'wait until it is back. ',
      );
    }
    honoured.inc();
  }

  private stateOf(expiresAt: number): ExpiryState {
    return expiryStateOf(expiresAt, this.graceSeconds, this.clock.now().getTime());
  }
}
