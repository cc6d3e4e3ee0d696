// @ts-check
// The HTTP server of every service and of the origin: its limits, and the refusals it sends itself before Fastify sees
// a request. Both are the same everywhere, so an attacker finds no weaker entry point.
import http from 'node:http';
import { Connections, hasBody } from './connections.mjs';
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
 * headersMilliseconds: the time limit for the headers of a request, also for a connection that sends nothing;
 * requestMilliseconds: the time limit for a request to arrive, including its body;
 * discardedBytes: how much of a rejected body is read, so that its sender gets to see the response
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

/** How many times within the time limit Node checks for requests that exceed it. */
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
 * The refusal for a request that Node's parser accepted but that is invalid; undefined if it is valid.
 * @param {IncomingMessage} request
 */
function faultOf({ url = '', httpVersion, rawHeaders }) {
  if (url.length > longestAddress) {
    return refusal('address-too-long');
  }
  if (!isPath(url)) {
    return refusal('malformed-request');
  }
  const hosts = countOf('host', rawHeaders);
  const isWithoutHost = hosts === 0 && httpVersion === '1.1';
  return hosts > 1 || isWithoutHost ? refusal('malformed-request') : undefined;
}

/**
 * How often a header was sent. Node's `headersDistinct` knows as well, but collects all headers again for each request.
 * @param {string} name in lower case
 * @param {readonly string[]} rawHeaders names and values in turns
 */
function countOf(name, rawHeaders) {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index] ?? '';
    count += sent.length === name.length && sent.toLowerCase() === name ? 1 : 0;
  }
  return count;
}

/**
 * Whether the address was too long rather than a header: the packet begins with a request line that does not end within
 * the limit.
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
 * The origin form of an address: `GET http://host/path HTTP/1.1` requests `/path` (RFC 9112, 3.2.2).
 * @param {string} url
 */
const originForm = (url) => url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^(?![/*])/, '/');

/**
 * Whether an address is a path. The router knows no other: `*tasks` would pass by its hooks.
 * @param {string} url
 */
const isPath = (url) => originForm(url).startsWith('/');

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
 * A raw response for a connection without a parsed request.
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
 * Ends connections and ignores whatever still arrives on them. It keeps reading from a limited number of them for a
 * moment: data that arrives at a closed connection resets it, and its sender would lose the response.
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
   * @param {Refusal} [problem] to send first
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

  /**
   * Ignores what arrives after a request whose answer closes the connection, which is not another request.
   * @param {Socket} socket
   */
  endAfterAnswer(socket) {
    this.#ended.add(socket);
  }

  /** @param {Socket} socket */
  destroy(socket) {
    this.#ended.add(socket);
    socket.destroy();
  }
}

/**
 * Discards the rest of a body, up to a limit, if the request was answered before its body had arrived: the sender may
 * read the response only after sending everything.
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {number} most the limit, in bytes
 */
function discardRest(request, response, most) {
  if (!hasBody(request)) {
    return;
  }
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
 * The options to create Fastify with: a server with these limits that answers with problems and sends
 * `Cache-Control: no-store` unless a response sets something else.
 * @param {object} options
 * @param {ServerLimits} options.limits
 * @param {(address: string | undefined) => boolean} options.isProxy whether an address is a trusted proxy
 * @param {(line: string) => void} options.log logs that a limit was reached, at most once a minute per limit
 * @param {number} options.keepAliveMilliseconds how long an idle connection is kept open for another request
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
        // `faultOf` checks it instead, so that the response is a problem.
        requireHostHeader: false,
        // Detects clients that disappeared without closing the connection.
        keepAlive: true,
        keepAliveInitialDelay: keepAliveProbeMilliseconds,
      },
      (request, response) => {
        if (ended.has(request.socket)) {
          return;
        }
        connections.requested(request, response);
        discardRest(request, response, limits.discardedBytes);
        // The default for all responses; a route can override it.
        response.setHeader('cache-control', 'no-store');
        const fault = faultOf(request);
        if (fault) {
          ended.endAfterAnswer(request.socket);
          answer(response, fault);
          return;
        }
        request.url = originForm(request.url ?? '/');
        handler(request, response);
      },
    );
    server.on('connection', (socket) => connections.opened(socket));
    server.on('checkContinue', (request, response) => {
      // A body that is too large is rejected before the client sends it.
      if (!(Number(request.headers['content-length']) > largestBody)) {
        response.writeContinue();
      }
      server.emit('request', request, response);
    });
    server.on('checkExpectation', (request, response) => {
      ended.endAfterAnswer(request.socket);
      answer(response, refusal('expectation-failed'));
    });
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
     * Handles errors of the router: bad percent-encoding, an id that is too long.
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
 * A Fastify hook: keeps the connection open after a body that was too large, so that its sender can read the response
 * while the rest of the body is discarded. Fastify would close the connection immediately, which resets it.
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
 * Logs that a limit was reached, at most once per limit and interval.
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
      log(`closing or refusing connections: ${what} (limit: ${limit})`);
    }
  };
}
