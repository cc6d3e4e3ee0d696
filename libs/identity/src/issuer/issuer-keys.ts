import type { KeyObject } from 'node:crypto';

/** The public keys that the issuer signs access tokens with. */
export abstract class IssuerKeys {
  /**
   * The key of that id (or the only one, when a token names none) that fits the algorithm; undefined when the issuer
   * has no such key. Throws the Problem `issuer-unavailable` when that cannot be known now.
   */
  abstract keyFor(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined>;

  /** Whether nobody can get a new token, because the issuer cannot be reached (A8). To itself an issuer is never away. */
  async isIssuerAway(): Promise<boolean> {
    return false;
  }
}
