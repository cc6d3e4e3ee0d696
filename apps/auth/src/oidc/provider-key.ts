import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { ExternalSigningKey } from 'oidc-provider';
import { signingAlgorithm } from '../keys/rotate-keys.js';
import type { SigningKey } from '../keys/signing-key.queries.js';

const signData = promisify(sign);

/**
 * A key as the provider uses it. Signs with `node:crypto` in libuv's threads: the provider itself signs with Web Crypto,
 * which takes a third more time of the event loop for a token (docs/adr/0073).
 */
export class ProviderKey extends ExternalSigningKey {
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;

  constructor(private readonly key: SigningKey) {
    super();
    const { kty, n, e, d, p, q, dp, dq, qi } = key.private_jwk;
    this.privateKey = createPrivateKey({ key: { kty, n, e, d, p, q, dp, dq, qi }, format: 'jwk' });
    this.publicKey = createPublicKey(this.privateKey);
  }

  override get kid(): string {
    return this.key.kid;
  }

  override get alg(): string {
    return signingAlgorithm;
  }

  override keyObject(): KeyObject {
    return this.publicKey;
  }

  override sign(data: Uint8Array): Promise<Uint8Array> {
    return signData('sha256', data, this.privateKey);
  }
}
