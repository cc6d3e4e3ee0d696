import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { FeedTimeline, TaskText } from '@ates/contracts';
import { until } from './until.js';

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
  body: Record<string, unknown>;
}

type Producer = 'auth' | 'tasks' | 'finance';

const audience = 'urn:ates:api';
const lifetime = '5 minutes';

/**
 * Stand-ins for the peers of a service tested alone, over real HTTP: an OpenID issuer, and Auth, Tasks and Finance with
 * their data and event feeds.
 */
export class Peers {
  readonly people = new Map<string, Person>();
  /** Descriptions of tasks by id. */
  readonly descriptions = new Map<string, string>();
  /** Tasks whose owner returns only `jira_id` and `title`, by id. */
  readonly texts = new Map<string, TaskText>();
  /** While true, Tasks fails requests for tasks. */
  isTasksDown = false;
  /** While true, Tasks fails requests for the end of its feed. */
  isHeadDown = false;
  /** The feed of Tasks withholds events after this position, although `last_position` includes them. */
  withheldAfter = Infinity;
  private readonly requestCounts = new Map<string, number>();
  private isStopping = false;
  /** The timelines of Auth's feed (docs/adr/0080). */
  private timelines: FeedTimeline[] = [{ id: uuidv7(), first_position: 1, last_event_at: null }];
  private readonly feeds = { auth: [] as FeedEvent[], tasks: [] as FeedEvent[], finance: [] as FeedEvent[] };

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly key: CryptoKey,
    private readonly publicKey: JWK,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.respond(request, response);
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

  /** Adds a person and publishes it. */
  add(...roles: string[]): Person {
    const uuid = uuidv4();
    const person = { uuid, name: `Parrot ${this.people.size + 1}`, email: `${uuid}@example.org`, roles };
    this.people.set(uuid, person);
    this.publish('auth', 'auth.user.created', { user_id: uuid });
    return person;
  }

  change(person: Person, change: Partial<Omit<Person, 'uuid'>>): void {
    Object.assign(person, change);
    this.publish('auth', 'auth.user.changed', { user_id: person.uuid });
  }

  remove(person: Person): void {
    this.people.delete(person.uuid);
    this.publish('auth', 'auth.user.deleted', { user_id: person.uuid });
  }

  /** Backs up Auth. The returned function restores it, which begins another timeline of its feed. */
  backUpAuth(): () => void {
    const people = [...this.people.values()].map((person) => ({ ...person }));
    const events = [...this.feeds.auth];
    return () => {
      this.people.clear();
      people.forEach((person) => this.people.set(person.uuid, person));
      this.feeds.auth.splice(0, Infinity, ...events);
      const timestamp = events.at(-1)?.body['timestamp'];
      const at = typeof timestamp === 'string' ? timestamp : null;
      const timeline = { id: uuidv7(), first_position: events.length + 1, last_event_at: at };
      this.timelines = [...this.timelines, timeline];
    };
  }

  /** Appends an event to a feed, with the present time by default. */
  publish(producer: Producer, type: string, body: Record<string, unknown>, id = uuidv7(), version = 1): void {
    const feed = this.feeds[producer];
    const timestamp = new Date().toISOString();
    feed.push({ position: feed.length + 1, id, type, version, body: { timestamp, ...body } });
  }

  /** The number of requests for a path. */
  requestCount(path: string): number {
    return this.requestCounts.get(path) ?? 0;
  }

  /** The number of events a producer has published. */
  publishedCount(producer: Producer): number {
    return this.feeds[producer].length;
  }

  /** A person's access token from the issuer. */
  tokenOf(person: Person, expiresIn = lifetime): Promise<string> {
    return this.sign({ sub: person.uuid, roles: person.roles, scope: 'openid' }, expiresIn);
  }

  /** A service's access token with scopes. */
  serviceToken(...scopes: string[]): Promise<string> {
    return this.sign({ sub: 'reports', client_id: 'reports', scope: scopes.join(' ') });
  }

  private sign(claims: Record<string, unknown>, expiresIn = lifetime): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'test', typ: 'at+jwt' })
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(this.key);
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.requestCounts.set(url.pathname, this.requestCount(url.pathname) + 1);
    if (this.isFailing(url.pathname)) {
      response.writeHead(500).end();
      return;
    }
    const body = await this.bodyFor(url);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }

  private isFailing(path: string): boolean {
    return (
      (this.isTasksDown && path.startsWith('/tasks/tasks')) ||
      (this.isHeadDown && path === '/tasks/events/head')
    );
  }

  private async bodyFor(url: URL): Promise<unknown> {
    const ids = url.searchParams.get('ids')?.split(',') ?? [];
    switch (url.pathname) {
      case '/oidc/.well-known/openid-configuration':
        return this.metadata();
      case '/oidc/jwks':
        return { keys: [this.publicKey] };
      case '/oidc/token':
        return { access_token: await this.serviceToken(), expires_in: 300 };
      case '/auth/events':
        return this.authPage(url.searchParams);
      case '/tasks/events':
        return this.feedPage(this.feeds.tasks, url.searchParams, () => this.withheldAfter);
      case '/auth/events/head':
        return { last_position: this.feeds.auth.length, timelines: this.timelines };
      case '/tasks/events/head':
        return { last_position: this.feeds.tasks.length };
      case '/finance/events':
        return this.feedPage(this.feeds.finance, url.searchParams);
      case '/auth/users':
        return { items: ids.flatMap((id) => this.people.get(id) ?? []) };
      case '/tasks/tasks':
        return { items: ids.flatMap((id) => this.task(id) ?? []) };
      default:
        return this.oneFor(url.pathname);
    }
  }

  private oneFor(path: string): unknown {
    const [, collection, id = ''] = /^\/(auth\/users|tasks\/tasks)\/(.+)$/.exec(path) ?? [];
    return collection === 'auth/users' ? this.people.get(id) : this.task(id);
  }

  private task(id: string) {
    const text = this.texts.get(id);
    const description = this.descriptions.get(id);
    const content = text ?? (description === undefined ? undefined : { description });
    return content && { uuid: id, ...content };
  }

  private metadata() {
    return {
      issuer: this.issuer,
      jwks_uri: `${this.issuer}/jwks`,
      token_endpoint: `${this.issuer}/token`,
    };
  }

  private async authPage(query: URLSearchParams) {
    const { timelines } = this;
    const page = await this.feedPage(
      this.feeds.auth,
      query,
      () => Infinity,
      () => this.timelines !== timelines,
    );
    return { ...page, timeline: this.timelines.at(-1)?.id };
  }

  private async feedPage(
    feed: FeedEvent[],
    query: URLSearchParams,
    heldBackAfter = () => Infinity,
    isOver = () => false,
  ) {
    const after = Number(query.get('after') ?? 0);
    const timeout = Number(query.get('wait') ?? 0) * 1000;
    await until(
      'there are new events',
      () => this.isStopping || isOver() || Math.min(feed.length, heldBackAfter()) > after,
      timeout,
    ).catch(() => undefined);
    const events = feed.slice(after, Math.min(heldBackAfter(), after + Number(query.get('limit') ?? 100)));
    return { events, last_position: feed.length };
  }
}
