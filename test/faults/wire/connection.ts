import { connect, type Socket } from 'node:net';
import type { Conversation, Piece, Step } from './protocol.js';

/**
 * What happens to a held step: it is passed on; or it is lost, and its connection closes, or stays open and silent, like
 * a network that drops packets.
 */
export type Verdict = 'pass' | 'close' | 'silence';

export interface ConnectionOptions {
  client: Socket;
  target: URL;
  conversation: Conversation;
  /** Called with each step; returns what decides about it if it should be held. */
  trapFor: (step: Step) => ((step: Step) => Verdict | Promise<Verdict>) | undefined;
  /** Called when a silent connection holds something back. */
  heldBack: () => void;
  closed: () => void;
}

/** One connection through a proxy: a socket to the client, and one to the target. */
export class ProxiedConnection {
  private readonly server: Socket;
  /** Resolves when a silent connection is to pass traffic again. */
  private gate: Promise<void> | undefined;
  private openGate = (): void => undefined;
  private hasLostStep = false;
  private isClosed = false;

  constructor(private readonly options: ConnectionOptions) {
    const { client, target } = options;
    this.server = connect(Number(target.port), target.hostname);
    // An error also ends the loop that reads from the socket.
    client.on('error', () => undefined);
    this.server.on('error', () => undefined);
  }

  /** Passes traffic until both sides have ended. */
  async run(): Promise<void> {
    const { client, conversation } = this.options;
    await Promise.all([
      this.pass(client, this.server, (chunk) => conversation.fromClient(chunk)),
      this.pass(this.server, client, (chunk) => conversation.fromServer(chunk)),
    ]);
    this.close();
  }

  /** Passes nothing, not even the end of a side. */
  silence(): void {
    this.gate ??= new Promise((resolve) => {
      this.openGate = resolve;
    });
  }

  /** Passes what was held back and what comes; stays silent if a step was lost, since the rest would make no sense. */
  thaw(): void {
    if (!this.hasLostStep) {
      this.gate = undefined;
      this.openGate();
    }
  }

  close(): void {
    if (!this.isClosed) {
      this.isClosed = true;
      this.options.client.destroy();
      this.server.destroy();
      this.openGate();
      this.options.closed();
    }
  }

  private async pass(from: Socket, to: Socket, split: (chunk: Buffer) => Piece[]): Promise<void> {
    try {
      for await (const chunk of from) {
        await this.passPieces(split(chunk as Buffer), to);
      }
    } catch {
      // The side is gone.
    }
    await this.gate;
    to.end();
  }

  private async passPieces(pieces: Piece[], to: Socket): Promise<void> {
    let ready: Buffer[] = [];
    for (const { bytes, step } of pieces) {
      const judge = step && this.options.trapFor(step);
      if (judge) {
        await this.write(ready, to);
        ready = [];
        await this.carryOut(await judge(step));
      }
      ready.push(bytes);
    }
    await this.write(ready, to);
  }

  /** Resolves if the step may pass; a lost one blocks its direction. */
  private async carryOut(verdict: Verdict): Promise<void> {
    if (verdict === 'close') {
      this.close();
    } else if (verdict === 'silence') {
      this.hasLostStep = true;
      this.silence();
    }
  }

  private async write(pieces: Buffer[], to: Socket): Promise<void> {
    if (this.gate && pieces.length > 0) {
      this.options.heldBack();
    }
    await this.gate;
    if (pieces.length > 0 && !this.isClosed) {
      await new Promise<void>((resolve) => to.write(Buffer.concat(pieces), () => resolve()));
    }
  }
}
