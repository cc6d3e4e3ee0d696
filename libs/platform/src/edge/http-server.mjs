// @ts-check
// The HTTP server under every service and under the origin: its limits, and the refusals that it makes itself, before
// Fastify has a request. Both are the same everywhere, so that an attacker finds no weaker door.
import http from 'node:http';
import { Connections } from './connections.mjs';
import {
  headersOf,
  largestBody,
  largestHead,
  longestAddress,
  problemJson,
  refusal,
  refusalOf,
  refusals,
} from './refusals.mjs';

/**
 * @typedef {import('node:net').Socket} Socket
 * @typedef {import('node:http').IncomingMessage} IncomingMessage
 * @typedef {import('node:http').ServerResponse} ServerResponse
 * @typedef {import('./refusals.mjs').Refusal} Refusal
 */

/**
 * @typedef {import('./connections.mjs').ConnectionLimits & {
 *   headersMilliseconds: number,
 *   requestMilliseconds: number,
 *   discardedBytes: number,
 * }} ServerLimits
 * headersMilliseconds: how long a connection may take to send the headers of a request, also one that sends nothing;
 * requestMilliseconds: how long a request may take to arrive, with its body;
 * discardedBytes: how much is read of a body that was refused, so that its sender gets to see the answer
 */

/** @type {ServerLimits} */
export const usualLimits = {
  headersMilliseconds: 10_000,
  requestMilliseconds: 30_000,
  connections: 8192,
  connectionsPerAddress: 1024,
  bodies: 512,
  slowReaderMilliseconds: 30_000,
  slowReaderBytes: 128_000,
  discardedBytes: 10_000_000,
};

/** How often Node looks for requests that take too long. */
const checksPerTimeLimit = 5;
const keepAliveProbeMilliseconds = 30_000;
const lingerMilliseconds = 1000;
const mostLingering = 256;
const noteMilliseconds = 60_000;

/** @type {Record<string, Parameters<typeof refusal>[0]>} */
const refusedByParser = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body-too-large',
  HPE_INVALID_VERSION: 'http-version-not-supported',
  HPE_PAUSED_H2_UPGRADE: 'http-version-not-supported',
};

/**
 * What is wrong with a request that Node took, if anything.
 * @param {IncomingMessage} request
 */
function faultOf({ url = '', httpVersion, headersDistinct }) {
  if (url.length > longestAddress) {
    return refusal('address-too-long');
  }
  const hosts = headersDistinct['host'] ?? [];
  const isWithoutHost = hosts.length === 0 && httpVersion === '1.1';
  return hosts.length > 1 || isWithoutHost ? refusal('malformed-request') : undefined;
}

/**
 * Whether it was the address that was too long, not a header: what arrived begins with a first line that does not end in
 * time.
 * @param {unknown} packet
 */
function beginsWithLongLine(packet) {
  if (!Buffer.isBuffer(packet) || !/^[A-Z]+ \S/.test(packet.toString('latin1', 0, 20))) {
    return false;
  }
  const end = packet.indexOf('\n');
  return end === -1 || end > longestAddress;
}

/**
 * `GET http://host/path HTTP/1.1` asks for `/path` (RFC 9112, 3.2.2).
 * @param {string} url
 */
const originForm = (url) => url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^(?![/*])/, '/');

/**
 * @param {ServerResponse} response
 * @param {Refusal} problem
 */
function answer(response, problem) {
  const body = problemJson(problem);
  const length = { 'content-length': Buffer.byteLength(body) };
  response.writeHead(problem.status, { ...headersOf(problem), ...length, connection: 'close' });
  response.end(body);
}

/**
 * An answer on a connection of which Node has made no request.
 * @param {Refusal} problem
 */
function rawAnswer(problem) {
  const body = problemJson(problem);
  const headers = {
    ...headersOf(problem),
    date: new Date().toUTCString(),
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${problem.status} ${http.STATUS_CODES[problem.status] ?? ''}`;
  return [status, ...lines, '', body].join('\r\n');
}

/**
 * Ends connections, and remembers them: nothing that still arrives on one is taken. It goes on reading for a moment, for a
 * few at a time: what arrives at a closed connection resets it, and its sender would lose the answer.
 */
class EndedConnections {
  /** @type {WeakSet<Socket>} */
  #ended = new WeakSet();
  #lingering = 0;

  /** @param {Socket} socket */
  has(socket) {
    return this.#ended.has(socket);
  }

  /**
   * @param {Socket} socket
   * @param {Refusal} [problem] said first
   */
  end(socket, problem) {
    this.#ended.add(socket);
    socket.end(problem ? rawAnswer(problem) : '');
    if (this.#lingering >= mostLingering) {
      socket.destroySoon();
      return;
    }
    this.#lingering += 1;
    const timer = setTimeout(() => socket.destroy(), lingerMilliseconds);
    socket.once('close', () => {
      this.#lingering -= 1;
      clearTimeout(timer);
    });
  }

  /** @param {Socket} socket */
  destroy(socket) {
    this.#ended.add(socket);
    socket.destroy();
  }
}

/**
 * Reads on when a request was answered before its body had arrived, up to a limit: its sender may look for the answer
 * only once all is sent.
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {number} most in bytes
 */
function discardRest(request, response, most) {
  response.once('finish', () => {
    if (request.complete) {
      return;
    }
    let discarded = 0;
    request.on('data', (/** @type {Buffer} */ chunk) => {
      discarded += chunk.length;
      if (discarded > most) {
        request.socket.destroy();
      }
    });
  });
}

/**
 * What Fastify is made with: a server with these limits, whose own refusals are problems, and that tells everybody to keep
 * no copy of an answer unless the answer itself says otherwise.
 * @param {object} options
 * @param {ServerLimits} options.limits
 * @param {(address: string | undefined) => boolean} options.isProxy whose `X-Forwarded-For` is believed
 * @param {(line: string) => void} options.log told that a limit is met, of each limit once a minute
 * @param {number} options.keepAliveMilliseconds how long a connection is kept for a next request
 */
export function serverOptions({ limits, isProxy, log, keepAliveMilliseconds }) {
  const note = oncePer(noteMilliseconds, log);
  const ended = new EndedConnections();
  const connections = new Connections({
    limits,
    isProxy,
    note,
    refuse: (socket, isAsking) => ended.end(socket, isAsking ? refusal('too-many-connections') : undefined),
  });

  /**
   * @param {Error & { code?: string, rawPacket?: unknown }} error
   * @param {Socket} socket
   */
  const clientErrorHandler = (error, socket) => {
    if (ended.has(socket)) {
      return;
    }
    const hasSentNothing = socket.bytesRead === 0;
    if (
      error.code === 'ECONNRESET' ||
      !socket.writable ||
      hasSentNothing ||
      connections.isAnswering(socket)
    ) {
      ended.destroy(socket);
      return;
    }
    const code = refusedByParser[error.code ?? ''] ?? 'malformed-request';
    const isAddress = code === 'headers-too-large' && beginsWithLongLine(error.rawPacket);
    ended.end(socket, refusal(isAddress ? 'address-too-long' : code));
  };

  /** @param {(request: IncomingMessage, response: ServerResponse) => void} handler */
  const serverFactory = (handler) => {
    const server = http.createServer(
      {
        headersTimeout: limits.headersMilliseconds,
        requestTimeout: limits.requestMilliseconds,
        connectionsCheckingInterval: limits.headersMilliseconds / checksPerTimeLimit,
        keepAliveTimeout: keepAliveMilliseconds,
        maxHeaderSize: largestHead,
        // Looked at by `faultOf`, which answers with a problem.
        requireHostHeader: false,
        // Of clients that are gone without a word.
        keepAlive: true,
        keepAliveInitialDelay: keepAliveProbeMilliseconds,
      },
      (request, response) => {
        if (ended.has(request.socket)) {
          return;
        }
        connections.asked(request, response);
        discardRest(request, response, limits.discardedBytes);
        // Here rather than in each route: what is not said for one answer holds for all of them.
        response.setHeader('cache-control', 'no-store');
        const fault = faultOf(request);
        if (fault) {
          answer(response, fault);
          return;
        }
        request.url = originForm(request.url ?? '/');
        handler(request, response);
      },
    );
    server.on('connection', (socket) => connections.opened(socket));
    server.on('checkContinue', (request, response) => {
      // What is too large is refused before it is sent.
      if (!(Number(request.headers['content-length']) > largestBody)) {
        response.writeContinue();
      }
      server.emit('request', request, response);
    });
    server.on('checkExpectation', (_request, response) => answer(response, refusal('expectation-failed')));
    server.on('connect', (_request, /** @type {Socket} */ socket) =>
      ended.end(socket, { ...refusal('method-not-allowed'), headers: { allow: 'GET, HEAD' } }),
    );
    return server;
  };

  return {
    serverFactory,
    clientErrorHandler,
    bodyLimit: largestBody,
    keepAliveTimeout: keepAliveMilliseconds,
    /**
     * The router's refusals: bad percent-encoding, an id that is too long.
     * @param {Error & { statusCode?: number }} error
     * @param {unknown} _request
     * @param {import('fastify').FastifyReply} reply
     */
    frameworkErrors: (error, _request, reply) => {
      const problem = refusalOf(error.statusCode ?? 500);
      void reply.code(problem.status).headers(headersOf(problem)).send(problemJson(problem));
    },
    routerOptions: { ignoreTrailingSlash: true },
  };
}

/**
 * A hook of Fastify: keeps the connection on which a body was too large, so that its sender can read the answer while what
 * is still on the way is read and thrown away. Fastify would close it at once, which resets it.
 * @param {unknown} _request
 * @param {import('fastify').FastifyReply} reply
 * @param {unknown} payload
 * @param {(error: null, payload: unknown) => void} done
 */
export function keepConnectionOfLargeBody(_request, reply, payload, done) {
  if (reply.statusCode === refusals['body-too-large'].status) {
    reply.removeHeader('connection');
  }
  done(null, payload);
}

/**
 * Logs that a limit is met, each limit once in a time.
 * @param {number} milliseconds
 * @param {(line: string) => void} log
 */
function oncePer(milliseconds, log) {
  /** @type {Map<string, number>} */
  const lastAt = new Map();
  return (/** @type {string} */ limit, /** @type {string} */ what) => {
    const now = Date.now();
    if (now - (lastAt.get(limit) ?? Number.NEGATIVE_INFINITY) >= milliseconds) {
      lastAt.set(limit, now);
      log(`connections are closed or refused: ${what} (limit: ${limit})`);
    }
  };
}
