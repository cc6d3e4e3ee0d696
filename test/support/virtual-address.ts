import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** An address that passes connections on to one server after another, like a virtual IP or a TCP load balancer. */
export class VirtualAddress {
  private readonly sockets = new Set<Socket>();
  private isSilent = false;

  private constructor(
    private target: number,
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** Listens on a free port of the loopback interface, in front of a local port. */
  static async inFrontOf(target: number): Promise<VirtualAddress> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const virtual = new VirtualAddress(target, server, port);
    server.on('connection', (client) => virtual.accept(client));
    return virtual;
  }

  /** Passes new connections on to another local port. Open ones stay where they are. */
  pointTo(target: number): void {
    this.target = target;
    this.isSilent = false;
  }

  /**
   * From now on, passes nothing on and closes nothing, as if the machine behind it had lost its power: those who are
   * connected, or connect before `pointTo`, get no answer.
   */
  fallSilent(): void {
    this.isSilent = true;
    this.sockets.forEach((socket) => socket.unpipe().removeAllListeners('close'));
  }

  /** The URL of a server with this address in place of its own. */
  of(url: string): string {
    return Object.assign(new URL(url), { port: String(this.port) }).href;
  }

  async stop(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    this.watch(client);
    if (this.isSilent) {
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    this.watch(server);
    client.pipe(server).pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }

  private watch(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
  }
}
