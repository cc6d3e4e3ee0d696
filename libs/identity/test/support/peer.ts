import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PeerRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
  body: string;
  at: number;
}

export interface PeerResponse {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** After the first part of the text, sends nothing more or breaks the connection. */
  halfway?: 'hang' | 'break';
}

export type PeerHandler = (request: PeerRequest) => PeerResponse | Promise<PeerResponse>;

/** An HTTP server of another party that keeps its port when stopped and started again. */
export class Peer {
  readonly requests: PeerRequest[] = [];
  /** The highest number of concurrent requests. */
  maxConcurrent = 0;
  /** The number of connections opened. */
  connections = 0;
  private concurrent = 0;
  private server: Server | undefined;
  private port = 0;

  constructor(public handler: PeerHandler) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    const server = createServer((incoming, outgoing) => {
      void this.serve(incoming, outgoing);
    });
    server.on('connection', () => {
      this.connections += 1;
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    await new Promise<void>((resolve) => {
      if (!server) {
        resolve();
        return;
      }
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { status, headers, json, text, halfway } = await this.handle(incoming);
    outgoing.writeHead(status ?? 200, headers);
    const whole = text ?? JSON.stringify(json ?? {});
    if (!halfway) {
      outgoing.end(whole);
      return;
    }
    outgoing.write(whole.slice(0, -1), () => {
      if (halfway === 'break') {
        outgoing.destroy();
      }
    });
  }

  private async handle(incoming: IncomingMessage): Promise<PeerResponse> {
    this.concurrent += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.concurrent);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) {
      chunks.push(chunk as Buffer);
    }
    const { pathname, searchParams } = new URL(incoming.url ?? '/', this.url);
    const request: PeerRequest = {
      method: incoming.method ?? 'GET',
      path: pathname,
      query: searchParams,
      authorization: incoming.headers.authorization,
      body: Buffer.concat(chunks).toString('utf8'),
      at: Date.now(),
    };
    this.requests.push(request);
    try {
      return await this.handler(request);
    } finally {
      this.concurrent -= 1;
    }
  }
}
