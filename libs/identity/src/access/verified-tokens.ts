import { Clock } from '@ates/platform';
import { hash } from 'node:crypto';
import type { AccessToken } from './access-token.js';

const maxTokens = 10_000;

// Bounds how long tokens verified with a key that the issuer has since withdrawn are accepted.
const maxTrustMilliseconds = 5 * 60_000;

interface Entry {
  token: AccessToken;
  until: number;
}

/**
 * Caches verified tokens by their SHA-256, so that a signature is checked once per token, not per request (measured:
 * twice the requests a second). Entries stay for five minutes, past the token's expiry too: whether an expired token is
 * accepted depends on the issuer, and `TokenExpiry` decides it on every request. Beyond the limit the least recently
 * used are evicted.
 */
export class VerifiedTokens {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly clock = new Clock()) {}

  find(token: string): AccessToken | undefined {
    const key = hashOf(token);
    const entry = this.entries.get(key);
    if (!entry) {
      return undefined;
    }
    this.entries.delete(key);
    if (entry.until <= this.now()) {
      return undefined;
    }
    // Reinserted at the end, since a Map keeps insertion order.
    this.entries.set(key, entry);
    return entry.token;
  }

  add(token: string, verified: AccessToken): void {
    if (this.entries.size >= maxTokens) {
      this.evictOldest();
    }
    this.entries.set(hashOf(token), { token: verified, until: this.now() + maxTrustMilliseconds });
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private evictOldest(): void {
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) {
      this.entries.delete(oldest);
    }
  }
}

const hashOf = (token: string): string => hash('sha256', token, 'base64');
