import { EncryptJWT, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { createHmac, createPublicKey, generateKeyPairSync, KeyObject, sign as signBytes } from 'node:crypto';

export type Json = Record<string, unknown>;

/** What a real sign-in of a person returned beside the access token. */
export interface IssuedToPerson {
  idToken: string;
  refreshToken: string;
}

/** A part of a token: bytes, text or JSON in base64url. */
export const encoded = (part: unknown): string =>
  (Buffer.isBuffer(part)
    ? part
    : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part))
  ).toString('base64url');

/** Seconds since 1970. */
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

interface BenchParts {
  issuerJwk: JWK;
  /** The claims of a valid token, without its times. */
  claims: Json;
  /** Where the forger's own keys can be fetched. */
  keysAddress: string;
  issued: IssuedToPerson;
  /** A key that the issuer no longer publishes. */
  retired: JWK;
}

/**
 * What a forger has: the claims of a valid token, keys of their own, and even the issuer's private key, since a token
 * with a correct signature can still be wrong.
 */
export class ForgersBench {
  private constructor(
    private readonly parts: BenchParts,
    private readonly issuerKey: KeyObject,
  ) {}

  static async of(parts: BenchParts): Promise<ForgersBench> {
    return new ForgersBench(parts, await privateKeyOf(parts.issuerJwk));
  }

  /** The valid issuer. */
  get issuer(): string {
    return String(this.parts.claims['iss']);
  }

  get keysAddress(): string {
    return this.parts.keysAddress;
  }

  get issued(): IssuedToPerson {
    return this.parts.issued;
  }

  get claims(): Json {
    return { iat: inSeconds(0), exp: inSeconds(300), ...this.parts.claims };
  }

  get header(): Json {
    return { alg: 'RS256', typ: 'at+jwt', kid: this.parts.issuerJwk.kid };
  }

  get publicJwk(): JWK {
    const { kty, n = '', e = '', kid = '' } = this.parts.issuerJwk;
    return { kty, n, e, kid, alg: 'RS256', use: 'sig' };
  }

  get publicPem(): string {
    return createPublicKey({ key: { ...this.publicJwk }, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString();
  }

  /** A token with these parts, whatever they are, signed by the issuer's key. */
  signed(header: unknown, claims: unknown, key: KeyObject = this.issuerKey): string {
    const content = `${encoded(header)}.${encoded(claims)}`;
    return `${content}.${signBytes('sha256', Buffer.from(content), key).toString('base64url')}`;
  }

  /** A token that is valid except for some claims; undefined removes one. */
  withClaims(changes: Json): string {
    return this.signed(this.header, { ...this.claims, ...changes });
  }

  withHeader(changes: Json, key?: KeyObject): string {
    return this.signed({ ...this.header, ...changes }, this.claims, key);
  }

  /** The parts of a valid token. */
  validParts(): [header: string, claims: string, signature: string] {
    const [header = '', claims = '', signature = ''] = this.signed(this.header, this.claims).split('.');
    return [header, claims, signature];
  }

  /** Signed by HMAC. */
  withSecret(secret: string, header: Json = {}): string {
    const content = `${encoded({ ...this.header, alg: 'HS256', ...header })}.${encoded(this.claims)}`;
    return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
  }

  /** Signed by the key that the issuer no longer publishes. */
  async signedByRetiredKey(): Promise<string> {
    return this.withHeader({ kid: this.parts.retired.kid }, await privateKeyOf(this.parts.retired));
  }

  /** Encrypted for the issuer's public key. */
  async encrypted(): Promise<string> {
    return new EncryptJWT(this.claims)
      .setProtectedHeader({
        alg: 'RSA-OAEP-256',
        enc: 'A256GCM',
        typ: 'at+jwt',
        kid: this.publicJwk.kid ?? '',
      })
      .encrypt(await importJWK({ ...this.publicJwk, alg: 'RSA-OAEP-256', use: 'enc' }, 'RSA-OAEP-256'));
  }
}

async function privateKeyOf(jwk: JWK): Promise<KeyObject> {
  const key = await importJWK(jwk, 'RS256');
  if (key instanceof Uint8Array) {
    throw new Error('The issuer signs with a shared secret');
  }
  return KeyObject.from(key);
}

/** A key that the issuer has never seen. */
export async function newRetiredKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: 'retired-key', alg: 'RS256', use: 'sig' };
}

/** Key pairs of the forger's own. */
export const strangers = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  secp256k1: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
};

/** The forger's own key set, in which their key has the id of the issuer's. */
export const strangersKeySet = (kid: string): { keys: JWK[] } => ({
  keys: [{ ...(strangers.rsa.publicKey.export({ format: 'jwk' }) as JWK), kid, alg: 'RS256', use: 'sig' }],
});
