import { Clock } from '@ates/platform';
import { createHash } from 'node:crypto';
import type { AccessToken } from './access-token.js';

const mostTokens = 10_000;

// A key that the issuer withdrew must not live on in tokens found good before, however long these are made to last.
const longestTrustMilliseconds = 5 * 60_000;

interface Entry {
  token: AccessToken;
  until: number;
}

/**
 * Tokens that were found good, by their SHA-256, so that a signature is checked once a token and not once a request
 * (measured: twice the requests a second). Kept until they expire, five minutes at most; of too many, the ones that
 * were not used for longest go first.
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
    // Put back at the end: a Map keeps the order in which keys came.
    this.entries.set(key, entry);
    return entry.token;
  }

  add(token: string, verified: AccessToken): void {
    const until = Math.min(verified.expiresAt * 1000, this.now() + longestTrustMilliseconds);
    if (until <= this.now()) {
      return;
    }
    if (this.entries.size >= mostTokens) {
      this.forgetOldest();
    }
    this.entries.set(hashOf(token), { token: verified, until });
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private forgetOldest(): void {
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) {
      this.entries.delete(oldest);
    }
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64');
