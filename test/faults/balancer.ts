import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../tools/processes/ports.mjs';

/** One address in front of the instances of a service: connects each client to the next instance that accepts it. */
export class Balancer {
  private readonly sockets = new Set<Socket>();
  private turn = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
    /** The ports of the instances. */
    private readonly targets: readonly number[],
  ) {}

  static async inFrontOf(targets: readonly number[]): Promise<Balancer> {
    const server = createServer();
    const port = await freePort();
    const balancer = new Balancer(server, port, targets);
    server.on('connection', (client) => balancer.accept(client));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    this.turn += 1;
    this.keep(client);
    client.on('error', () => client.destroy());
    this.connectTo(this.turn, this.targets.length, client);
  }

  private connectTo(turn: number, left: number, client: Socket): void {
    const target = connect(this.targets[turn % this.targets.length] ?? 0, '127.0.0.1');
    this.keep(target);
    let isConnected = false;
    target.once('connect', () => {
      isConnected = true;
      client.pipe(target).pipe(client);
      client.once('close', () => target.destroy());
      target.once('close', () => client.destroy());
    });
    target.on('error', () => {
      target.destroy();
      if (!isConnected && left > 1) {
        this.connectTo(turn + 1, left - 1, client);
      } else {
        client.destroy();
      }
    });
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }
}
