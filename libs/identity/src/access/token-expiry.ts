import { Inject, Injectable, Optional } from '@nestjs/common';
import { Clock, Counter } from '@ates/platform';
import { identitySettings, type IdentitySettings } from '../identity-settings.js';
import { IssuerKeys } from '../issuer/issuer-keys.js';
import { expiredToken } from './access-token.js';

const clockToleranceSeconds = 5;

const honoured = new Counter({
  name: 'tokens_honoured_in_grace_total',
  help: 'Requests with an access token that had run out while its issuer was away',
});

/** How far a token is: good, run out for less than the grace, or run out for good. */
export type Age = 'good' | 'in-grace' | 'over';

/** The age of a token that expires at `expiresAt`, in seconds since 1970, at `now`, in milliseconds. */
export function ageOf(expiresAt: number, graceSeconds: number, now: number): Age {
  const overdue = now / 1000 - expiresAt;
  if (overdue < clockToleranceSeconds) {
    return 'good';
  }
  return overdue < graceSeconds ? 'in-grace' : 'over';
}

/** Whether a token still counts: until it expires, and for a while longer when nobody could get a new one (A8). */
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

  /**
   * True for a token that ran out and is honoured while its issuer is away, false for a good one. Throws the Problem
   * `expired-token` for any other.
   */
  async requireLife(expiresAt: number): Promise<boolean> {
    const age = ageOf(expiresAt, this.graceSeconds, this.clock.now().getTime());
    if (age === 'good') {
      return false;
    }
    if (!(await this.keys.isIssuerAway())) {
      throw expiredToken();
    }
    if (age === 'over') {
      throw expiredToken(
        `Whoever issues tokens does not answer, and the ${this.graceSeconds} seconds for which that is passed over have gone by; wait until it is back. `,
      );
    }
    honoured.inc();
    return true;
  }
}
