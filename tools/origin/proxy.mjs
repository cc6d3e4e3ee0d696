// @ts-check
// Forwards requests from the origin to a service: with complete bodies, and without hop-by-hop headers.
import { plainAddress } from '../../libs/platform/src/edge/trusted-proxies.mjs';
import { requestIdHeader } from '../../libs/platform/src/edge/request-ids.mjs';
import { refusal } from '../../libs/platform/src/edge/refusals.mjs';
import { mostConnections, readOnlyHeader, Unavailable } from './upstreams.mjs';

/**
 * @typedef {import('fastify').FastifyRequest} FastifyRequest
 * @typedef {import('fastify').FastifyReply} FastifyReply
 * @typedef {import('./upstreams.mjs').Target} Target
 * @typedef {import('./upstreams.mjs').Upstreams} Upstreams
 * @typedef {import('../../libs/platform/src/edge/refusals.mjs').Refusal} Refusal
 */

// Each body, up to 100 kB, is buffered until the service has responded.
const mostBodies = 512;

/** Headers of the connection, not of the request (RFC 9110, 7.6.1). */
const hopByHop = [
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * True for headers that state the sender of a request. These are replaced, since clients could forge them.
 * @param {string} name
 */
const isOfSender = (name) =>
  name.startsWith('x-forwarded-') ||
  ['forwarded', 'x-real-ip', 'x-client-ip', 'true-client-ip'].includes(name);

/**
 * @template Value
 * @param {Record<string, Value>} headers
 * @param {(name: string) => boolean} isRemoved
 */
const without = (headers, isRemoved) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isRemoved(name.toLowerCase())));

/**
 * The address that a request came from, as reported by trusted proxies.
 * @param {{ ips?: string[], socket: { remoteAddress?: string } }} request
 */
function senderOf({ ips, socket }) {
  const addresses = (ips ?? [socket.remoteAddress]).map((address) => plainAddress(address));
  return addresses.filter((address) => address !== undefined).at(-1) ?? '';
}

/** Counts the requests in progress at a service. Requests over the limit are rejected instead of queued. */
class InProgress {
  #requests = 0;
  #bodies = 0;

  /**
   * Returns false when the limit is reached.
   * @param {FastifyRequest} request
   * @param {FastifyReply} reply
   */
  add(request, reply) {
    const body = Buffer.isBuffer(request.body) ? 1 : 0;
    if (this.#requests >= mostConnections || this.#bodies + body > mostBodies) {
      return false;
    }
    this.#requests += 1;
    this.#bodies += body;
    reply.raw.once('close', () => {
      this.#requests -= 1;
      this.#bodies -= body;
    });
    return true;
  }
}

/**
 * Buffers each body before forwarding, so that a connection to a service is busy only as long as the service needs, and
 * not as long as a slow client does.
 * @param {import('fastify').FastifyInstance} server
 */
export function readBodiesWhole(server) {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/**
 * @param {object} options
 * @param {Target} options.target
 * @param {Upstreams} options.upstreams its instances
 * @param {URL} options.publicUrl
 * @param {import('fastify').HTTPMethods[]} options.methods
 * @param {(reply: FastifyReply, problem: Refusal) => unknown} options.sendProblem
 * @returns {import('@fastify/http-proxy').FastifyHttpProxyOptions}
 */
export function proxyOptions({ target, upstreams, publicUrl, methods, sendProblem }) {
  const inProgress = new InProgress();
  return {
    upstream: target.url,
    prefix: `/api/${target.name}`,
    httpMethods: methods,
    proxyPayloads: false,
    disableRequestLogging: true,
    // Only needs a `request` method like an undici client.
    undici: {
      request: /** @type {import('undici').Dispatcher['request']} */ (upstreams.request.bind(upstreams)),
    },
    handler: (request, reply, destination, options) => {
      if (!inProgress.add(request, reply)) {
        return sendProblem(reply, refusal('server-busy'));
      }
      const { body, headers } = request;
      return Buffer.isBuffer(body)
        ? reply.from(destination, {
            ...options,
            body,
            contentType: headers['content-type'] ?? 'application/octet-stream',
          })
        : reply.from(destination, options);
    },
    replyOptions: {
      rewriteRequestHeaders: (request, headers) => ({
        ...without(headers, (name) => hopByHop.includes(name) || isOfSender(name)),
        // GET and HEAD are forwarded without a body.
        ...(['GET', 'HEAD'].includes(request.method) ? { 'content-length': undefined } : {}),
        'content-type': request.headers['content-type'],
        [requestIdHeader]: request.id,
        'x-forwarded-for': senderOf(request),
        'x-forwarded-host': publicUrl.host,
        'x-forwarded-proto': publicUrl.protocol.slice(0, -1),
      }),
      rewriteHeaders: (headers) => without(headers, (name) => hopByHop.includes(name)),
      // The upstreams handle retries.
      retryDelay: () => null,
      onError: (reply, { error }) => {
        void sendProblem(/** @type {FastifyReply} */ (reply), problemOf(error, target));
      },
    },
  };
}

/**
 * @param {unknown} error of reply-from, with an error of the upstreams as its cause
 * @param {Target} target
 * @returns {Refusal}
 */
function problemOf(error, target) {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Unavailable && cause.code === 'read-only') {
    const { headers, ...rest } = refusal('read-only');
    return { ...rest, headers: { ...headers, [readOnlyHeader]: '1' } };
  }
  return {
    status: 503,
    code: 'service-unavailable',
    detail:
      cause instanceof Unavailable
        ? cause.detail
        : `The service ${target.name} is not responding. The others still work; try again shortly.`,
    headers: { 'retry-after': '1' },
  };
}
