import type { Provider } from 'oidc-provider';
import type { Clock } from '@ates/platform';

/**
 * How many seconds the service's clock (the database's) is ahead of this machine's clock, which the provider uses.
 * Tokens are dated by the service's clock, because other services compare them with theirs (A8).
 */
export const aheadOfOwnClock = (clock: Clock): number =>
  Math.round((clock.now().getTime() - Date.now()) / 1000);

/** Shifts the times in an access token's claims. */
export function moveTimes(claims: Record<string, unknown>, seconds: number): void {
  for (const name of ['iat', 'exp']) {
    const value = claims[name];
    if (typeof value === 'number') {
      claims[name] = value + seconds;
    }
  }
}

/** Dates ID tokens by the service's clock. Their expiry follows from the configured lifetime. */
export function dateIdTokens(provider: Provider, { clock }: { clock: Clock }): void {
  const { prototype } = provider.IdToken;
  const payload = prototype.payload;
  prototype.payload = async function dated() {
    return { ...(await payload.call(this)), iat: Math.floor(Date.now() / 1000) + aheadOfOwnClock(clock) };
  };
}
