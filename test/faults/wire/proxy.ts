import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../../tools/processes/ports.mjs';
import { until } from '../../support/until.js';
import { ProxiedConnection, type Verdict } from './connection.js';
import { anyProtocol, type Protocol, type Step } from './protocol.js';

export type { Verdict };

/** The steps that a proxy should hold: those whose text matches. */
export interface Point extends Pick<Step, 'moment' | 'kind'> {
  text: RegExp;
}

/** Called while a step is held; decides what happens to it. */
type Hook = (step: Step) => Verdict | Promise<Verdict>;

/** A point that holds one step. */
export interface ArmedPoint {
  /** Resolves with the step once its hook has decided. Rejects, and closes the connection, if the hook throws. */
  hit: Promise<Step>;
  /** Holds nothing any more. */
  disarm(): void;
}

interface Trap {
  point: Point;
  spring: Hook;
}

/**
 * A TCP proxy in front of a server that can fail as a network fails: close or silence connections, refuse new ones, and
 * lose a single message. It reads the protocol of its connections, so that a test can hold a message at a named point,
 * and for example kill the process that sent it.
 */
export class WireProxy {
  private readonly connected = new Set<ProxiedConnection>();
  private readonly traps = new Set<Trap>();
  private readonly watchers = new Set<(step: Step) => void>();
  private server: Server | undefined;
  private isFrozen = false;
  private isTurningAway = false;
  private accepted = 0;
  private harmed = 0;

  private constructor(
    private readonly target: URL,
    private readonly protocol: Protocol,
    private readonly port: number,
    /** The target's URL by way of the proxy. */
    readonly url: string,
  ) {}

  /** Starts a proxy in front of the server at a URL, which names its port. Without a protocol it sees no steps. */
  static async inFrontOf(target: string, protocol: Protocol = anyProtocol): Promise<WireProxy> {
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    // Stays its port while it refuses connections.
    const port = await freePort();
    url.port = String(port);
    const proxy = new WireProxy(new URL(target), protocol, port, url.href.replace(/\/$/, ''));
    await proxy.admit();
    return proxy;
  }

  /** The number of open connections to the target. */
  get connections(): number {
    return this.connected.size;
  }

  /**
   * How often a failure of this network was felt: the connections that were closed while open or turned away, and the
   * messages that a silent one held back.
   */
  get harm(): number {
    return this.harmed;
  }

  /** Silences open connections; new ones are accepted and silent too. */
  freeze(): void {
    this.isFrozen = true;
    this.silence();
  }

  /** Silences open connections: they stay open, but nothing passes, not even their end. New ones work. */
  silence(): void {
    this.connected.forEach((connection) => connection.silence());
  }

  /** Delivers what was held back, and passes traffic again. */
  thaw(): void {
    this.isFrozen = false;
    this.connected.forEach((connection) => connection.thaw());
  }

  /** Closes all connections; new ones work. */
  cut(): void {
    this.harmed += this.connected.size;
    this.connected.forEach((connection) => connection.close());
  }

  /** Closes open connections, and new ones as soon as they are there. */
  turnAway(): void {
    this.isTurningAway = true;
    this.cut();
  }

  /** Accepts connections again after `turnAway`. */
  welcome(): void {
    this.isTurningAway = false;
  }

  /** Refuses new connections; open ones work. */
  refuse(): void {
    this.server?.close();
    this.server = undefined;
  }

  /** Accepts connections again after `refuse`. */
  async admit(): Promise<void> {
    if (!this.server) {
      this.server = createServer((client) => this.accept(client));
      this.server.listen(this.port, '127.0.0.1');
      await once(this.server, 'listening');
    }
  }

  /** Closes all connections `times` times, each time once there is a new one. */
  async flap(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      const before = this.accepted;
      this.cut();
      await until('somebody connects again', () => this.accepted > before);
    }
  }

  /** Calls `hook` with the next step that matches, while it is held; the verdict of the hook decides about the step. */
  at(point: Point, hook: Hook): ArmedPoint {
    let disarm = (): void => undefined;
    const hit = new Promise<Step>((resolve, reject) => {
      const trap: Trap = {
        point,
        spring: async (step) => {
          try {
            const verdict = await hook(step);
            resolve(step);
            return verdict;
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
            return 'close';
          }
        },
      };
      disarm = () => this.traps.delete(trap);
      this.traps.add(trap);
    });
    // Its caller may await it later.
    hit.catch(() => undefined);
    return { hit, disarm };
  }

  /** Calls `watcher` with each step that comes by, until the returned function is called. */
  watch(watcher: (step: Step) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Closes everything. */
  async stop(): Promise<void> {
    const { server } = this;
    this.refuse();
    this.cut();
    if (server) {
      await once(server, 'close');
    }
  }

  private accept(client: Socket): void {
    this.accepted += 1;
    if (this.isTurningAway) {
      this.harmed += 1;
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const connection = new ProxiedConnection({
      client,
      target: this.target,
      conversation: this.protocol(),
      trapFor: (step) => this.trapFor(step),
      heldBack: () => {
        this.harmed += 1;
      },
      closed: () => this.connected.delete(connection),
    });
    this.connected.add(connection);
    if (this.isFrozen) {
      connection.silence();
    }
    void connection.run();
  }

  /** The hook of the point that holds a step, which then holds no other. */
  private trapFor(step: Step): Hook | undefined {
    this.watchers.forEach((watcher) => watcher(step));
    for (const trap of this.traps) {
      const { moment, kind, text } = trap.point;
      if (moment === step.moment && kind === step.kind && text.test(step.text)) {
        this.traps.delete(trap);
        return trap.spring;
      }
    }
    return undefined;
  }
}
