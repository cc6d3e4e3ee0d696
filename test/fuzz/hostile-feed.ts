import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { until } from '../support/until.js';

/** Fewer than a reader asks for, so that even a short feed has several pages. */
const pageLimit = 50;

/** A producer's feed as a foreign program serves it: any JSON for any event, and answers that are not a page at all. */
export class HostileFeed {
  private readonly events: string[] = [];
  private isStopping = false;
  private isPageNext = false;
  /** Answers to send between pages, each once, for the position that a reader has reached. */
  readonly betweenPages: ((after: number) => string)[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void this.answer(new URL(request.url ?? '/', 'http://feed'), response);
    });
  }

  static async start(): Promise<HostileFeed> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HostileFeed(server);
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  get length(): number {
    return this.events.length;
  }

  /** Adds an event at the next position: the JSON text of its fields but the position. */
  add(fields: { id?: string; type: string; version: string; body: string }): void {
    const { id = JSON.stringify(uuidv7()), type, version, body } = fields;
    const position = this.events.length + 1;
    this.events.push(
      `{"position":${position},"id":${id},"type":${type},"version":${version},"body":${body}}`,
    );
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(url: URL, response: ServerResponse): Promise<void> {
    const body = await this.bodyFor(url);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(body ?? '{}');
  }

  private async bodyFor({ pathname, searchParams }: URL): Promise<string | undefined> {
    switch (pathname) {
      case '/events':
        return this.wrongPage(searchParams) ?? this.page(searchParams);
      case '/events/head':
        return `{"last_position":${this.events.length}}`;
      case '/tasks':
        return '{"items":[]}';
      default:
        return undefined;
    }
  }

  /** Every second answer, so that readers go on between them. */
  private wrongPage(query: URLSearchParams): string | undefined {
    this.isPageNext = !this.isPageNext;
    return this.isPageNext ? this.betweenPages.shift()?.(Number(query.get('after') ?? 0)) : undefined;
  }

  private async page(query: URLSearchParams): Promise<string> {
    const after = Number(query.get('after') ?? 0);
    const wait = this.betweenPages.length > 0 ? 0 : Number(query.get('wait') ?? 0) * 1000;
    await until('there are new events', () => this.isStopping || this.events.length > after, wait).catch(
      () => undefined,
    );
    const events = this.events.slice(
      after,
      after + Math.min(pageLimit, Number(query.get('limit') ?? pageLimit)),
    );
    return `{"events":[${events.join(',')}],"last_position":${this.events.length}}`;
  }
}
