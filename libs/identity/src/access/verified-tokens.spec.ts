import type { AccessToken } from './access-token.js';
import { VerifiedTokens } from './verified-tokens.js';

const now = Date.UTC(2026, 0, 1);

const goodFor = (seconds: number): AccessToken => ({
  principal: { kind: 'person', id: 'polly', roles: [], scopes: [] },
  clientId: 'web',
  expiresAt: now / 1000 + seconds,
  issuedAt: now / 1000,
  name: '',
  email: '',
});

describe('VerifiedTokens', () => {
  beforeEach(() => {
    vi.spyOn(Date, 'now').mockReturnValue(now);
  });
  afterEach(() => vi.restoreAllMocks());

  const at = (seconds: number): void => {
    vi.spyOn(Date, 'now').mockReturnValue(now + seconds * 1000);
  };

  it('keeps a token past its expiry, which is checked on every request', () => {
    const tokens = new VerifiedTokens();
    tokens.add('a', goodFor(60));
    tokens.add('expired', goodFor(-60));
    at(61);
    expect(tokens.find('a')).toEqual(goodFor(60));
    expect(tokens.find('expired')).toEqual(goodFor(-60));
    expect(tokens.find('b')).toBeUndefined();
  });

  it('keeps a token for five minutes at most, so that it is verified again', () => {
    const tokens = new VerifiedTokens();
    tokens.add('a', goodFor(3600));
    at(299);
    expect(tokens.find('a')).toBeDefined();
    at(300);
    expect(tokens.find('a')).toBeUndefined();
  });

  it('keeps at most ten thousand tokens and evicts the least recently used', () => {
    const tokens = new VerifiedTokens();
    for (let number = 0; number < 10_000; number += 1) {
      tokens.add(`token ${number}`, goodFor(60));
    }
    expect(tokens.find('token 0')).toBeDefined();
    tokens.add('one more', goodFor(60));
    expect(tokens.find('token 0')).toBeDefined();
    expect(tokens.find('token 1')).toBeUndefined();
    expect(tokens.find('one more')).toBeDefined();
  });
});
