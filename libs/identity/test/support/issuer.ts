import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { randomUUID } from 'node:crypto';
import { Peer, type PeerAnswer, type PeerRequest } from './peer.js';

export const audience = 'urn:ates:api';

interface IssuerKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

export interface TokenChanges {
  header?: { typ?: string; kid?: string };
  /** Claims beside or instead of the usual ones; undefined takes one away. */
  claims?: JWTPayload & Record<string, unknown>;
  key?: IssuerKey;
}

/** An OpenID provider that is not ours: discovery, keys, and tokens for services by client credentials. */
export class Issuer {
  readonly peer: Peer;
  keys: IssuerKey[] = [];
  tokensGiven = 0;
  tokenLifetime = 300;
  tokenAnswer: (request: PeerRequest) => PeerAnswer | Promise<PeerAnswer>;
  /** The metadata where it differs from the truth. */
  metadata: Record<string, string> = {};

  private constructor() {
    this.peer = new Peer((request) => this.answer(request));
    this.tokenAnswer = () => ({ json: this.serviceToken() });
  }

  static async start(alg = 'RS256'): Promise<Issuer> {
    const issuer = new Issuer();
    issuer.keys = [await makeKey(alg)];
    await issuer.peer.start();
    return issuer;
  }

  get url(): string {
    return this.peer.url;
  }

  /** A new key; the old ones are gone. */
  async rotate(): Promise<void> {
    this.keys = [await makeKey('RS256')];
  }

  /** A good token of a person, but for the changes. */
  async tokenOf(person: string, roles: string[], changes: TokenChanges = {}): Promise<string> {
    return this.sign({ sub: person, roles, client_id: 'web', scope: 'openid', ...changes.claims }, changes);
  }

  /** A good token of a service, but for the changes. */
  async tokenOfService(client: string, scope: string, changes: TokenChanges = {}): Promise<string> {
    return this.sign({ sub: client, client_id: client, scope, ...changes.claims }, changes);
  }

  private async sign(
    claims: Record<string, unknown>,
    { header, key = this.keys[0] }: TokenChanges,
  ): Promise<string> {
    if (!key) {
      throw new Error('The issuer has no key');
    }
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: this.url,
      aud: audience,
      iat: now,
      exp: now + 300,
      jti: randomUUID(),
      ...claims,
    })
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header })
      .sign(key.privateKey);
  }

  private answer(request: PeerRequest): PeerAnswer | Promise<PeerAnswer> {
    switch (request.path) {
      case '/.well-known/openid-configuration':
        return { json: { issuer: this.url, ...this.addresses(), ...this.metadata } };
      case '/jwks':
        return { json: { keys: this.keys.map(({ publicJwk }) => publicJwk) } };
      case '/token':
        this.tokensGiven += 1;
        return this.tokenAnswer(request);
      default:
        return { status: 404 };
    }
  }

  private addresses(): Record<string, string> {
    return { jwks_uri: `${this.url}/jwks`, token_endpoint: `${this.url}/token` };
  }

  serviceToken() {
    return {
      access_token: `token-${this.tokensGiven}`,
      expires_in: this.tokenLifetime,
      token_type: 'Bearer',
    };
  }
}

export async function makeKey(alg: string): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = randomUUID();
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}
