import { exportJWK, generateKeyPair } from 'jose';
import { OAuth2Server, type MutableToken, type TokenRequestIncomingMessage } from 'oauth2-mock-server';
import { v4 as uuidv4 } from 'uuid';
import { claimsOf, headerOf, keycloakClient, serviceAccountOf } from './keycloak-realm.js';

export const audience = 'urn:ates:api';

/** A person with an account at a foreign provider. */
export interface ForeignPerson {
  sub: string;
  name: string;
  email: string;
  roles: string[];
}

type Claims = Record<string, unknown>;

/** How a provider writes its access tokens. */
export interface TokenStyle {
  alg: 'RS256' | 'PS256' | 'ES256';
  header: Claims;
  person: (person: ForeignPerson) => Claims;
  service: (clientId: string) => Claims;
}

/** Keycloak's, with the header of RFC 9068 switched on and roles per client. */
export const keycloak: TokenStyle = {
  alg: 'ES256',
  header: { typ: 'at+jwt' },
  person: ({ name, email, roles }) => ({
    typ: 'Bearer',
    azp: 'ates-web',
    sid: 'a2c3',
    acr: '1',
    'allowed-origins': ['http://localhost:4300'],
    realm_access: { roles: ['default-roles-company', 'offline_access', 'manager'] },
    resource_access: { ates: { roles: [...roles, 'view-profile'] } },
    scope: 'openid profile email',
    name,
    preferred_username: email,
    email,
  }),
  service: (clientId) => ({
    sub: '7d2d1b5e-52a0-4ab7-a2cc-1d1d6b7c1a55',
    typ: 'Bearer',
    azp: clientId,
    client_id: clientId,
    clientHost: '127.0.0.1',
    preferred_username: `service-account-${clientId}`,
    realm_access: { roles: ['default-roles-company'] },
    resource_access: { ates: { roles: ['employee'] } },
  }),
};

const web = keycloakClient('web');

/** Keycloak's with the realm of examples/keycloak: what its mappers write. */
export const keycloakWithRealm: TokenStyle = {
  alg: 'RS256',
  header: headerOf(web),
  person: ({ sub, name, email, roles }) => ({
    typ: 'Bearer',
    azp: 'web',
    sid: 'a2c3',
    acr: '1',
    ...claimsOf(web, 'access', { id: sub, username: name.toLowerCase(), name, email, roles }),
  }),
  service: (clientId) => {
    // An operator creates a further client like those of the services; the scope is the requested one.
    const { scope: _, ...claims } = claimsOf(
      { ...keycloakClient('ates-tasks'), clientId },
      'access',
      serviceAccountOf(clientId, '7d2d1b5e-52a0-4ab7-a2cc-1d1d6b7c1a55'),
    );
    return { typ: 'Bearer', azp: clientId, ...claims };
  },
};

/** A provider without UUIDs or a type for access tokens, whose custom claims are named by URLs. */
export const plainProvider: TokenStyle = {
  alg: 'PS256',
  header: { typ: 'JWT' },
  person: ({ name, email, roles }) => ({
    azp: 'web',
    gty: 'password',
    scope: 'openid profile',
    'https://ates.example/roles': roles,
    name,
    email,
  }),
  service: (clientId) => ({ sub: clientId, azp: clientId, gty: 'client-credentials' }),
};

/** A third-party OpenID provider with a token style. Services and tests use it over HTTP. */
export class ForeignIssuer {
  readonly people = new Map<string, ForeignPerson>();

  private constructor(
    private readonly server: OAuth2Server,
    private readonly style: TokenStyle,
  ) {
    server.service.on('beforeTokenSigning', (token: MutableToken, request: TokenRequestIncomingMessage) => {
      this.applyStyle(token, request);
    });
  }

  static async start(style: TokenStyle): Promise<ForeignIssuer> {
    const server = new OAuth2Server();
    const { privateKey } = await generateKeyPair(style.alg, { extractable: true });
    // By hand: its own `generate` cannot handle jose's key object.
    await server.issuer.keys.add({ ...(await exportJWK(privateKey)), alg: style.alg, kid: uuidv4() });
    await server.start(0, '127.0.0.1');
    return new ForeignIssuer(server, style);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  get url(): string {
    return String(this.server.issuer.url);
  }

  add(sub: string, name: string, ...roles: string[]): ForeignPerson {
    const person = { sub, name, email: `${name.toLowerCase()}@example.org`, roles };
    this.people.set(sub, person);
    return person;
  }

  /** A person's access token, from the token endpoint. */
  async signIn(person: ForeignPerson): Promise<string> {
    return this.requestToken('access_token', { grant_type: 'password', username: person.sub });
  }

  /** The ID token that comes with it. */
  async idToken(person: ForeignPerson): Promise<string> {
    return this.requestToken('id_token', {
      grant_type: 'password',
      username: person.sub,
      client_id: audience,
    });
  }

  /** A service client's access token with scopes. */
  async serviceToken(clientId: string, ...scopes: string[]): Promise<string> {
    return this.requestToken(
      'access_token',
      { grant_type: 'client_credentials', scope: scopes.join(' ') },
      { authorization: `Basic ${Buffer.from(`${clientId}:secret`).toString('base64')}` },
    );
  }

  /** A person's token with changed claims and header; undefined removes a claim. */
  async forge(person: ForeignPerson, claims: Claims, header: Claims = {}): Promise<string> {
    return this.server.issuer.buildToken({
      scopesOrTransform: (tokenHeader, payload) => {
        this.applyPersonStyle(tokenHeader, payload, person);
        Object.assign(payload, claims);
        Object.assign(tokenHeader, header);
      },
    });
  }

  private async requestToken(
    field: 'access_token' | 'id_token',
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const response = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    });
    const answer = (await response.json()) as Record<string, string>;
    return String(answer[field]);
  }

  private applyStyle(
    { header, payload }: MutableToken,
    { body, headers }: TokenRequestIncomingMessage,
  ): void {
    const person = this.people.get(String(payload['sub']));
    if (body.grant_type === 'client_credentials') {
      const basic = Buffer.from((headers.authorization ?? '').slice('Basic '.length), 'base64').toString();
      Object.assign(header, this.style.header);
      Object.assign(payload, { aud: audience, ...this.style.service(basic.split(':')[0] ?? '') });
    } else if (person) {
      this.applyPersonStyle(header, payload, person);
    }
  }

  private applyPersonStyle(header: Claims, payload: Claims, person: ForeignPerson): void {
    Object.assign(header, this.style.header);
    Object.assign(payload, { sub: person.sub, aud: audience, ...this.style.person(person) });
  }
}
