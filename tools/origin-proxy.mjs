// @ts-check
// How the origin passes requests on to a service: whole, and without what belongs to the connection they came by.
import { plainAddress } from '../libs/platform/src/edge/trusted-proxies.mjs';
import { requestIdHeader } from '../libs/platform/src/edge/request-ids.mjs';
import { refusal } from '../libs/platform/src/edge/refusals.mjs';
import { mostConnections, readOnlyHeader, Unavailable } from './origin-upstreams.mjs';

/**
 * @typedef {import('fastify').FastifyRequest} FastifyRequest
 * @typedef {import('fastify').FastifyReply} FastifyReply
 * @typedef {import('./origin-upstreams.mjs').Target} Target
 * @typedef {import('./origin-upstreams.mjs').Upstreams} Upstreams
 * @typedef {import('../libs/platform/src/edge/refusals.mjs').Refusal} Refusal
 */

// Each is kept whole, up to 100 kB, until the service has answered.
const mostBodies = 512;

/** Of the connection that a request came by, not of the request (RFC 9110, 7.6.1). */
const ofConnection = [
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
 * What says where a request comes from: replaced, never passed on, since a client must not say it for itself.
 * @param {string} name
 */
const isOfSender = (name) =>
  name.startsWith('x-forwarded-') ||
  ['forwarded', 'x-real-ip', 'x-client-ip', 'true-client-ip'].includes(name);

/**
 * @template Value
 * @param {Record<string, Value>} headers
 * @param {(name: string) => boolean} isToGo
 */
const without = (headers, isToGo) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isToGo(name.toLowerCase())));

/**
 * Where a request comes from, as far as the proxies between tell it that are believed.
 * @param {{ ips?: string[], socket: { remoteAddress?: string } }} request
 */
function senderOf({ ips, socket }) {
  const addresses = (ips ?? [socket.remoteAddress]).map((address) => plainAddress(address));
  return addresses.filter((address) => address !== undefined).at(-1) ?? '';
}

/** Counts requests in progress at a service; what is too much is refused here, and never waits in a line. */
class InProgress {
  #requests = 0;
  #bodies = 0;

  /**
   * False when there are too many already.
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
 * Reads each body whole before anything is sent on: a connection to a service is taken for as long as the service needs,
 * not for as long as the client does.
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
    // Whatever has a `request` like a client of undici does.
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
        ...without(headers, (name) => ofConnection.includes(name) || isOfSender(name)),
        // GET and HEAD go without a body, whatever came with them.
        ...(['GET', 'HEAD'].includes(request.method) ? { 'content-length': undefined } : {}),
        'content-type': request.headers['content-type'],
        [requestIdHeader]: request.id,
        'x-forwarded-for': senderOf(request),
        'x-forwarded-host': publicUrl.host,
        'x-forwarded-proto': publicUrl.protocol.slice(0, -1),
      }),
      rewriteHeaders: (headers) => without(headers, (name) => ofConnection.includes(name)),
      // Whom to ask again, and how often, the upstreams know.
      retryDelay: () => null,
      onError: (reply, { error }) => {
        void sendProblem(/** @type {FastifyReply} */ (reply), problemOf(error, target));
      },
    },
  };
}

/**
 * @param {unknown} error of reply-from, whose cause is of the upstreams
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
        : `The service ${target.name} does not answer. The others go on; try again shortly.`,
    headers: { 'retry-after': '1' },
  };
}
