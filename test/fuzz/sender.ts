import { Readable } from 'node:stream';
import { Pool } from 'undici';
import { RawConnection } from '../support/raw-http.js';

/** A request ready to be sent. */
export interface WireRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: [string, string][];
  body?: { bytes: Buffer; framing: 'length' | 'chunked' } | undefined;
}

/** The answer to it; of a stream of events only the head. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Guards against requests that hang, on a machine that does much else. */
const patienceMilliseconds = 60_000;

/** Sends requests to a service over a bounded number of connections that are kept alive. */
export class Sender {
  private readonly pool: Pool;

  constructor(
    private readonly url: string,
    connections: number,
  ) {
    this.pool = new Pool(url, {
      connections,
      pipelining: 1,
      headersTimeout: patienceMilliseconds,
      bodyTimeout: patienceMilliseconds,
    });
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  /**
   * Returns the answer; throws when there is none in time. Undefined if undici had the answer to a HEAD before it had sent the
   * whole body: it then closes the connection, and reports its own failed write instead.
   */
  async send(request: WireRequest): Promise<WireAnswer | undefined> {
    try {
      return await this.answerTo(request);
    } catch (error) {
      if (request.method === 'HEAD' && request.body && isBrokenPipe(error)) {
        return undefined;
      }
      throw error;
    }
  }

  private async answerTo({ method, target, headers, body }: WireRequest): Promise<WireAnswer> {
    const answer = await this.pool.request({
      method,
      path: target,
      headers: headers.flat(),
      body:
        body === undefined
          ? null
          : body.framing === 'chunked'
            ? Readable.from(chunksOf(body.bytes))
            : body.bytes,
    });
    const flat = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    const received = Object.fromEntries(flat) as Record<string, string>;
    if (received['content-type']?.startsWith('text/event-stream') === true) {
      answer.body.on('error', () => undefined).destroy();
      return { status: answer.statusCode, headers: received, body: Buffer.alloc(0) };
    }
    return {
      status: answer.statusCode,
      headers: received,
      body: Buffer.from(await answer.body.arrayBuffer()),
    };
  }

  /** Sends bytes verbatim on a connection of their own; undefined if the server closes it without an answer. */
  async sendRaw(text: string): Promise<WireAnswer | undefined> {
    const connection = await RawConnection.open(this.url);
    try {
      // Half-closed, so that a server that expects more knows that nothing will come.
      const answer = await connection.send(text).end().response();
      return Number.isNaN(answer.status)
        ? undefined
        : {
            status: answer.status,
            headers: Object.fromEntries(answer.headers),
            body: Buffer.from(answer.body, 'latin1'),
          };
    } finally {
      connection.close();
    }
  }
}

const isBrokenPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EPIPE';

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  const half = Math.ceil(bytes.length / 2);
  yield bytes.subarray(0, half);
  yield bytes.subarray(half);
}
