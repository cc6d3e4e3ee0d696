import type { Provider } from 'oidc-provider';
import type { Clock } from '@ates/platform';

/**
 * How many seconds the service's time, which is its database's, is ahead of the clock of this machine, by which the provider
 * dates what it signs. Tokens say the service's time: others compare it with theirs (A8).
 */
export const aheadOfOwnClock = (clock: Clock): number =>
  Math.round((clock.now().getTime() - Date.now()) / 1000);

/** Moves the times of an access token's claims. */
export function moveTimes(claims: Record<string, unknown>, seconds: number): void {
  for (const name of ['iat', 'exp']) {
    const value = claims[name];
    if (typeof value === 'number') {
      claims[name] = value + seconds;
    }
  }
}

/** Dates ID tokens by the service's time; how long they live is their time to live's to say. */
export function dateIdTokens(provider: Provider, { clock }: { clock: Clock }): void {
  const { prototype } = provider.IdToken;
  const payload = prototype.payload;
  prototype.payload = async function dated() {
    return { ...(await payload.call(this)), iat: Math.floor(Date.now() / 1000) + aheadOfOwnClock(clock) };
  };
}
