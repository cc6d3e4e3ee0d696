import type { KeyObject } from 'node:crypto';
import { Clock } from '@ates/platform';
import { register } from 'prom-client';
import { CallTargets } from '../requests/call-targets.js';
import { IssuerKeys } from '../issuer/issuer-keys.js';
import { IssuerMetadata } from '../issuer/issuer-metadata.js';
import { RemoteIssuerKeys } from '../issuer/remote-issuer-keys.js';
import { expiryStateOf, requireCredibleTimes, TokenExpiry } from './token-expiry.js';

const expiresAt = 1_800_000_000;

describe('The expiry state of a token (A8)', () => {
  it.each([
    [-1, 60, 'valid'],
    [0, 60, 'valid'],
    [4.999, 60, 'valid'],
    [5, 60, 'in-grace'],
    [59.999, 60, 'in-grace'],
    [60, 60, 'expired'],
    [61, 60, 'expired'],
    [4.999, 0, 'valid'],
    [5, 0, 'expired'],
    [86_400, 43_200, 'expired'],
  ])('%d seconds after expiry, with a grace of %d seconds, is %s', (overdue, grace, state) => {
    expect(expiryStateOf(expiresAt, grace, (expiresAt + overdue) * 1000)).toBe(state);
  });

  it('is expired when the expiry time is not finite', () => {
    expect(expiryStateOf(NaN, 60, Date.now())).toBe('expired');
    expect(expiryStateOf(-Infinity, 60, Date.now())).toBe('expired');
  });
});

/** The keys of a service that issues its tokens itself. */
class OwnKeys extends IssuerKeys {
  keyFor(): Promise<KeyObject | undefined> {
    return Promise.resolve(undefined);
  }
}

describe('An expired token (A8)', () => {
  // Nothing listens there.
  const settings = { issuer: 'http://127.0.0.1:1', audience: 'urn:ates:api', rolesClaim: 'roles' };
  const clock: Clock = { now: () => new Date((expiresAt + 60) * 1000) };

  const expiryOf = (keys: IssuerKeys, graceSeconds?: number): TokenExpiry =>
    new TokenExpiry({ ...settings, ...(graceSeconds === undefined ? {} : { graceSeconds }) }, keys, clock);

  const unreachable = (): IssuerKeys => new RemoteIssuerKeys(new IssuerMetadata(settings, new CallTargets()));

  const acceptedSoFar = async (): Promise<number> => {
    const [value] = (await register.getSingleMetric('tokens_honoured_in_grace_total')?.get())?.values ?? [];
    return value?.value ?? 0;
  };

  const expired = (detail: string) => expect.objectContaining({ code: 'expired-token', detail }) as unknown;

  it('is not valid, unlike one that has not expired', () => {
    expect(expiryOf(new OwnKeys()).isValid(expiresAt)).toBe(false);
    expect(expiryOf(new OwnKeys()).isValid(expiresAt + 60)).toBe(true);
  });

  it('is accepted and counted within the grace period while its issuer is unreachable', async () => {
    const before = await acceptedSoFar();
    await expiryOf(unreachable(), 61).requireGrace(expiresAt);
    expect(await acceptedSoFar()).toBe(before + 1);
  });

  it('is rejected, with the reason, once the grace period has passed', async () => {
    const before = await acceptedSoFar();
    await expect(expiryOf(unreachable(), 60).requireGrace(expiresAt)).rejects.toEqual(
      expired(
        'The access token has expired. The issuer does not answer, and the grace period of 60 seconds has passed; ' +
          'wait until it is back. Refresh it or sign in again.',
      ),
    );
    expect(await acceptedSoFar()).toBe(before);
  });

  it('has no grace period by default', async () => {
    await expect(expiryOf(unreachable()).requireGrace(expiresAt)).rejects.toMatchObject({
      detail: expect.stringContaining('of 0 seconds') as unknown,
    });
  });

  it('is rejected while its issuer answers, as the issuer itself always does', async () => {
    await expect(expiryOf(new OwnKeys(), 3600).requireGrace(expiresAt)).rejects.toEqual(
      expired('The access token has expired. Refresh it or sign in again.'),
    );
  });
});

describe('The times of a token', () => {
  const now = new Date('2026-03-02T10:00:00Z');
  const seconds = now.getTime() / 1000;
  const month = 31 * 24 * 60 * 60;

  it.each([
    ['just now', 0, 300, true],
    ['by a clock that is five minutes ahead', 300, 600, true],
    ['by a clock that is further ahead', 301, 601, false],
    ['for a month', 0, month, true],
    ['for longer', 0, month + 1, false],
    ['long ago', -1e9, -1e9 + 300, true],
  ])('when it was issued %s (%d to %d s from now): credible is %s', (_, issued, expires, isCredible) => {
    const check = () =>
      requireCredibleTimes({ issuedAt: seconds + issued, expiresAt: seconds + expires }, now);
    if (isCredible) {
      expect(check).not.toThrow();
    } else {
      expect(check).toThrow('invalid-token');
    }
  });
});
