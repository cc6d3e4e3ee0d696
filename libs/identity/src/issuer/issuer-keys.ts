import type { KeyObject } from 'node:crypto';

/** The public keys with which the issuer signs access tokens. */
export abstract class IssuerKeys {
  /**
   * Returns the key with the id (the only key if a token names none) that fits the algorithm; undefined when the issuer
   * has no such key. Throws the Problem `issuer-unavailable` when that cannot be determined now.
   */
  abstract keyFor(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined>;

  /** Whether the issuer is unreachable, so that clients cannot get new tokens (A8). Never true in the issuer itself. */
  async isIssuerAway(): Promise<boolean> {
    return false;
  }
}
