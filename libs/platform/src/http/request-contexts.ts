import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requestIdHeader } from '../edge/request-ids.mjs';
import { currentContext, withContext, type RequestContext } from '../request-context.js';

const longestUserAgent = 300;

/** Gives each request its context, and each response the request's id (A10). Register it before any other hook. */
export function keepRequestContexts(fastify: FastifyInstance): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const context = contextOf(request);
    contexts.set(request, context);
    // On the raw response, so that responses that bypass Fastify have it, too.
    reply.raw.setHeader(requestIdHeader, request.id);
    withContext(context, done);
  });
  // Reading the body continues in the connection's context, so the request's context is restored afterwards.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const context = contexts.get(request) ?? contextOf(request);
    if (currentContext() === context) {
      done();
    } else {
      withContext(context, done);
    }
  });
}

const contextOf = ({ id, ip, headers }: FastifyRequest): RequestContext => ({
  actor: { kind: 'anonymous', id: undefined },
  requestId: id,
  address: ip,
  userAgent: headers['user-agent']?.slice(0, longestUserAgent),
  clientId: undefined,
});
