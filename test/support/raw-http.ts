import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from './until.js';

/** A response as it came over the wire. */
export interface RawResponse {
  status: number;
  headers: Headers;
  body: string;
}

const continueResponse = 'HTTP/1.1 100 Continue\r\n\r\n';

const isComplete = (text: string): boolean => {
  const end = text.indexOf('\r\n\r\n');
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2))?.[1];
  return end >= 0 && length !== undefined && Buffer.byteLength(text) >= end + 4 + Number(length);
};

/** A connection on which a test sends any bytes, complete requests or not. */
export class RawConnection {
  received = '';
  isClosed = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1');
    });
    socket.on('close', () => {
      this.isClosed = true;
    });
    // A connection reset by the server counts as closed.
    socket.on('error', () => undefined);
  }

  /** Connects to the server at `url` from the given loopback address. */
  static async open(url: string, from = '127.0.0.1'): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), localAddress: from });
    const connection = new RawConnection(socket);
    await once(socket, 'connect');
    return connection;
  }

  send(text: string): this {
    if (!this.isClosed) {
      this.socket.write(text, 'latin1');
    }
    return this;
  }

  /** Ends the sending side. */
  end(): this {
    this.socket.end();
    return this;
  }

  /** Stops reading what the server sends. */
  stopReading(): this {
    this.socket.pause();
    return this;
  }

  /** Reads again. */
  resume(): this {
    this.socket.resume();
    return this;
  }

  /** Discards what has arrived. */
  clearReceived(): void {
    this.received = '';
  }

  /** Resolves once `text` has arrived. */
  untilReceived(text: string): Promise<unknown> {
    return until(`the server sends ${text}`, () => this.received.includes(text));
  }

  /** Status and headers of the response, once they have arrived or the server has closed the connection. */
  async responseHead(): Promise<RawResponse> {
    await this.untilReceivedEnough((text) => text.includes('\r\n\r\n'));
    return this.parsed();
  }

  /** The response, once it is complete or the server has closed the connection. */
  async response(): Promise<RawResponse> {
    await this.untilReceivedEnough(isComplete);
    return this.parsed();
  }

  private get responseText(): string {
    return this.received.startsWith(continueResponse)
      ? this.received.slice(continueResponse.length)
      : this.received;
  }

  private async untilReceivedEnough(isEnough: (text: string) => boolean): Promise<void> {
    while (!this.isClosed && !isEnough(this.responseText)) {
      await Promise.race([once(this.socket, 'data'), once(this.socket, 'close')]);
    }
  }

  private parsed(): RawResponse {
    const [head = '', ...rest] = this.responseText.split('\r\n\r\n');
    const [line = '', ...lines] = head.split('\r\n');
    const headers = lines.map((text): [string, string] => {
      const colon = text.indexOf(':');
      return [text.slice(0, colon), text.slice(colon + 1).trim()];
    });
    return {
      status: Number(line.split(' ')[1]),
      headers: new Headers(headers),
      body: rest.join('\r\n\r\n'),
    };
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Sends a request verbatim and returns the response. */
export async function exchange(url: string, request: string): Promise<RawResponse> {
  const connection = await RawConnection.open(url);
  const answer = await connection.send(request).response();
  connection.close();
  return answer;
}
