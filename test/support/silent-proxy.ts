import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Both halves of one connection through the proxy. */
interface Line {
  client: Socket;
  server: Socket;
  isSilent: boolean;
}

/**
 * A TCP proxy that can go silent as a network does when a host loses power or a firewall drops packets: connections stay
 * open, and nothing comes through them any more, not even their end.
 */
export class SilentProxy {
  private readonly lines = new Set<Line>();
  private isFrozen = false;

  private constructor(
    private readonly target: URL,
    private readonly server: Server,
    /** The address of what is behind it, by way of the proxy. */
    readonly url: string,
  ) {}

  /** Starts a proxy before the server that an URL names. */
  static async before(target: string): Promise<SilentProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const proxy = new SilentProxy(new URL(target), server, url.href.replace(/\/$/, ''));
    server.on('connection', (client) => proxy.take(client));
    return proxy;
  }

  /** Present connections go silent; new ones are taken and are silent, too. */
  freeze(): void {
    this.isFrozen = true;
    this.silence();
  }

  /** Present connections go silent for ever; new ones work. */
  silence(): void {
    for (const line of this.lines) {
      line.isSilent = true;
      line.client.pause();
      line.server.pause();
    }
  }

  /** Whatever was held back comes through after all. */
  thaw(): void {
    this.isFrozen = false;
    for (const line of this.lines) {
      line.isSilent = false;
      line.client.resume();
      line.server.resume();
    }
  }

  /** How many connections are open to the server behind it. */
  get connections(): number {
    return this.lines.size;
  }

  /** Closes everything. */
  async stop(): Promise<void> {
    for (const line of this.lines) {
      this.end(line);
    }
    this.server.close();
    await once(this.server, 'close');
  }

  private take(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    const line: Line = { client, server, isSilent: this.isFrozen };
    this.lines.add(line);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        // What is silent does not say that it ended either.
        if (!line.isSilent) {
          this.end(line);
        }
      });
    }
    if (line.isSilent) {
      client.pause();
      server.pause();
    }
  }

  private end(line: Line): void {
    line.client.destroy();
    line.server.destroy();
    this.lines.delete(line);
  }
}
