import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { KeyObject, randomUUID, sign } from 'node:crypto';
import { Peer, type PeerResponse, type PeerRequest } from './peer.js';

export const audience = 'urn:ates:api';

interface IssuerKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

export interface TokenChanges {
  header?: { typ?: string; kid?: string };
  /** Claims to add or override; undefined removes one. */
  claims?: JWTPayload & Record<string, unknown>;
  key?: IssuerKey;
}

/** A foreign OpenID provider: discovery, keys, client credentials tokens for services, and its people. */
export class Issuer {
  readonly peer: Peer;
  keys: IssuerKey[] = [];
  tokensIssued = 0;
  tokenLifetime = 300;
  /** The roles of the people served at `/users/<id>`, as Auth does. */
  readonly people = new Map<string, string[]>();
  tokenResponse: (request: PeerRequest) => PeerResponse | Promise<PeerResponse>;
  /** Overrides of the true metadata. */
  metadata: Record<string, string> = {};

  private constructor() {
    this.peer = new Peer((request) => this.respond(request));
    this.tokenResponse = () => ({ json: this.serviceToken() });
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

  /** Replaces all keys with a new one. */
  async rotate(): Promise<void> {
    this.keys = [await makeKey('RS256')];
  }

  /** A valid token of a person, apart from the changes. */
  async tokenOf(person: string, roles: string[], changes: TokenChanges = {}): Promise<string> {
    return this.sign({ sub: person, roles, client_id: 'web', scope: 'openid', ...changes.claims }, changes);
  }

  /** A valid token of a service, apart from the changes. */
  async tokenOfService(client: string, scope: string, changes: TokenChanges = {}): Promise<string> {
    return this.sign({ sub: client, client_id: client, scope, ...changes.claims }, changes);
  }

  /** Signs the token again with more in its header, even what no library would sign. */
  async signAgain(token: string, more: Record<string, unknown>): Promise<string> {
    const [key] = this.keys;
    const [header = '', payload = ''] = token.split('.');
    if (!key) {
      throw new Error('The issuer has no key');
    }
    const known = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as Record<string, unknown>;
    const changed = Buffer.from(JSON.stringify({ ...known, ...more })).toString('base64url');
    const content = `${changed}.${payload}`;
    const signature = sign('sha256', Buffer.from(content), KeyObject.from(key.privateKey));
    return `${content}.${signature.toString('base64url')}`;
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

  private respond(request: PeerRequest): PeerResponse | Promise<PeerResponse> {
    switch (request.path) {
      case '/.well-known/openid-configuration':
        return { json: { issuer: this.url, ...this.addresses(), ...this.metadata } };
      case '/jwks':
        return { json: { keys: this.keys.map(({ publicJwk }) => publicJwk) } };
      case '/token':
        this.tokensIssued += 1;
        return this.tokenResponse(request);
      default:
        return this.personFor(request.path);
    }
  }

  private personFor(path: string): PeerResponse {
    const id = /^\/users\/(.+)$/.exec(path)?.[1] ?? '';
    const roles = this.people.get(id);
    return roles ? { json: { uuid: id, name: 'Polly', email: 'polly@ates.local', roles } } : { status: 404 };
  }

  private addresses(): Record<string, string> {
    return { jwks_uri: `${this.url}/jwks`, token_endpoint: `${this.url}/token` };
  }

  serviceToken() {
    return {
      access_token: `token-${this.tokensIssued}`,
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
