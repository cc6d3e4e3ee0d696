import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** The two sockets of a connection through the proxy. */
interface SocketPair {
  client: Socket;
  server: Socket;
  isSilent: boolean;
}

/**
 * A TCP proxy that can go silent like a network when a host loses power or a firewall drops packets: connections stay
 * open but nothing passes through them, not even their end.
 */
export class SilentProxy {
  private readonly pairs = new Set<SocketPair>();
  private isFrozen = false;

  private constructor(
    private readonly target: URL,
    private readonly server: Server,
    /** The target's URL by way of the proxy. */
    readonly url: string,
  ) {}

  /** Starts a proxy in front of the server at a URL. */
  static async inFrontOf(target: string): Promise<SilentProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const proxy = new SilentProxy(new URL(target), server, url.href.replace(/\/$/, ''));
    server.on('connection', (client) => proxy.accept(client));
    return proxy;
  }

  /** Silences open connections; new ones are accepted and silent too. */
  freeze(): void {
    this.isFrozen = true;
    this.silence();
  }

  /** Silences open connections; new ones work. */
  silence(): void {
    for (const line of this.pairs) {
      line.isSilent = true;
      line.client.pause();
      line.server.pause();
    }
  }

  /** Delivers what was held back, and passes traffic again. */
  thaw(): void {
    this.isFrozen = false;
    for (const line of this.pairs) {
      line.isSilent = false;
      line.client.resume();
      line.server.resume();
    }
  }

  /** The number of open connections to the target. */
  get connections(): number {
    return this.pairs.size;
  }

  async stop(): Promise<void> {
    for (const line of this.pairs) {
      this.closePair(line);
    }
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    const line: SocketPair = { client, server, isSilent: this.isFrozen };
    this.pairs.add(line);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        // A silent connection does not report its end either.
        if (!line.isSilent) {
          this.closePair(line);
        }
      });
    }
    if (line.isSilent) {
      client.pause();
      server.pause();
    }
  }

  private closePair(line: SocketPair): void {
    line.client.destroy();
    line.server.destroy();
    this.pairs.delete(line);
  }
}
