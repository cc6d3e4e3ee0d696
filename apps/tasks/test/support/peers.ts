import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { until } from '../../../../test/support/until.js';

export interface Person {
  uuid: string;
  name: string;
  email: string;
  roles: string[];
}

interface FeedEvent {
  position: number;
  id: string;
  type: string;
  version: number;
  body: { user_id: string; timestamp: string };
}

const audience = 'urn:ates:api';
const lifetime = '5 minutes';

/**
 * The peers of Tasks over real HTTP: an OpenID issuer, and whoever plays Auth, with its people and its event feed.
 * They are other people's programs to Tasks; only their answers count.
 */
export class Peers {
  private readonly people = new Map<string, Person>();
  private readonly events: FeedEvent[] = [];
  private isStopping = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly key: CryptoKey,
    private readonly publicKey: JWK,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.answer(request, response);
    });
  }

  static async start(): Promise<Peers> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256', use: 'sig' };
    return new Peers(server, `http://127.0.0.1:${port}`, privateKey, jwk);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  get issuer(): string {
    return `${this.url}/oidc`;
  }

  /** Adds a person and tells so. */
  add(roles: string[], name = `Parrot ${this.people.size + 1}`): Person {
    const uuid = uuidv4();
    const person = { uuid, name, email: `${uuid}@example.org`, roles };
    this.people.set(uuid, person);
    this.tell('auth.user.created', uuid);
    return person;
  }

  change(person: Person, change: Partial<Omit<Person, 'uuid'>>): void {
    Object.assign(person, change);
    this.tell('auth.user.changed', person.uuid);
  }

  remove(person: Person): void {
    this.people.delete(person.uuid);
    this.tell('auth.user.deleted', person.uuid);
  }

  tell(type: string, userId: string, timestamp = new Date().toISOString()): void {
    const position = this.events.length + 1;
    this.events.push({ position, id: uuidv7(), type, version: 1, body: { user_id: userId, timestamp } });
  }

  /** A person's access token, as the issuer gives it. */
  tokenOf(person: Person): Promise<string> {
    return this.sign({ sub: person.uuid, roles: person.roles, scope: 'openid' });
  }

  /** A service's access token with scopes. */
  serviceToken(...scopes: string[]): Promise<string> {
    return this.sign({ sub: 'finance', client_id: 'finance', scope: scopes.join(' ') });
  }

  private sign(claims: Record<string, unknown>): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'test', typ: 'at+jwt' })
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(this.key);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const body = await this.bodyFor(url);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }

  private async bodyFor(url: URL): Promise<unknown> {
    const userId = /^\/users\/(.+)$/.exec(url.pathname)?.[1];
    if (userId) {
      return this.people.get(userId);
    }
    switch (url.pathname) {
      case '/oidc/.well-known/openid-configuration':
        return this.metadata();
      case '/oidc/jwks':
        return { keys: [this.publicKey] };
      case '/oidc/token':
        return { access_token: await this.serviceToken('users:read', 'events:read'), expires_in: 300 };
      case '/users':
        return { items: this.peopleWith(url.searchParams.get('ids')?.split(',') ?? []), next_cursor: null };
      case '/events':
        return this.feedPage(url.searchParams);
      default:
        return undefined;
    }
  }

  private metadata() {
    return {
      issuer: this.issuer,
      jwks_uri: `${this.issuer}/jwks`,
      token_endpoint: `${this.issuer}/token`,
    };
  }

  private peopleWith(ids: string[]): Person[] {
    return ids.map((id) => this.people.get(id)).filter((person) => person !== undefined);
  }

  private async feedPage(query: URLSearchParams) {
    const after = Number(query.get('after') ?? 0);
    const patience = Number(query.get('wait') ?? 0) * 1000;
    await until('there is news', () => this.isStopping || this.events.length > after, patience).catch(
      () => undefined,
    );
    const events = this.events.slice(after, after + Number(query.get('limit') ?? 100));
    return { events, last_position: this.events.length };
  }
}
