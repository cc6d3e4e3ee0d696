import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requestIdHeader } from '../edge/request-ids.mjs';
import { withContext, type RequestContext } from '../request-context.js';

const longestUserAgent = 300;

/** Gives each request its context, and each answer the request's id (A10). Must come before any other hook. */
export function keepRequestContexts(fastify: FastifyInstance): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const context = contextOf(request);
    contexts.set(request, context);
    // On the raw answer, so that those have it too that Fastify has no part in.
    reply.raw.setHeader(requestIdHeader, request.id);
    withContext(context, done);
  });
  // What reads a body continues in the context of the connection.
  fastify.addHook('preValidation', (request, _reply, done) => {
    withContext(contexts.get(request) ?? contextOf(request), done);
  });
}

const contextOf = ({ id, ip, headers }: FastifyRequest): RequestContext => ({
  actor: { kind: 'anonymous', id: undefined },
  requestId: id,
  address: ip,
  userAgent: headers['user-agent']?.slice(0, longestUserAgent),
  clientId: undefined,
});
