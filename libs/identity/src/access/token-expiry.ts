import { Inject, Injectable, Optional } from '@nestjs/common';
import { Clock, Counter } from '@ates/platform';
import { identitySettings, type IdentitySettings } from '../identity-settings.js';
import { IssuerKeys } from '../issuer/issuer-keys.js';
import { expiredToken } from './access-token.js';

const clockToleranceSeconds = 5;

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
