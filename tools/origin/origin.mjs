// @ts-check
// The origin, the one address that people use: the web UI, the services under /api, and a status page at /services.
import proxy from '@fastify/http-proxy';
import fastify from 'fastify';
import {
  keepConnectionOfLargeBody,
  serverOptions,
  usualLimits,
} from '../../libs/platform/src/edge/http-server.mjs';
import { headersOf, problemJson, refusal, refusalOf } from '../../libs/platform/src/edge/refusals.mjs';
import { requestIdHeader, requestIds } from '../../libs/platform/src/edge/request-ids.mjs';
import { trustedProxies } from '../../libs/platform/src/edge/trusted-proxies.mjs';
import { servicesHealth } from './health.mjs';
import { page, policy, stylesheet } from './services-page.mjs';
import { proxyOptions, readBodiesWhole } from './proxy.mjs';
import { Upstreams } from './upstreams.mjs';
import { serveWebUi } from './web-ui.mjs';

/**
 * @typedef {import('./upstreams.mjs').Target} Target
 * @typedef {import('./health.mjs').ServiceState} ServiceState
 * @typedef {import('../../libs/platform/src/edge/http-server.mjs').ServerLimits} ServerLimits
 */

// Longer than that of proxies in front (60 seconds), so that no proxy sends a request into a connection being closed.
const keepAliveMilliseconds = 72_000;
/** Connections that the operating system may queue before we accept them. */
const backlog = 4096;

const securityHeaders = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/**
 * @param {import('fastify').FastifyReply} reply
 * @param {import('../../libs/platform/src/edge/refusals.mjs').Refusal} problem
 */
const sendProblem = (reply, problem) =>
  reply
    .code(problem.status)
    .headers({ ...securityHeaders, ...headersOf(problem) })
    .send(problemJson({ ...problem, requestId: reply.request.id }));

/**
 * Serves the web UI, the services and the status page on the same port of each host.
 * @param {object} options
 * @param {string[]} options.hosts addresses to listen on; unavailable ones (no IPv6) are skipped
 * @param {number} options.port
 * @param {string} options.publicUrl the URL that people open
 * @param {readonly Target[]} options.services
 * @param {string} options.web the folder of the built web UI
 * @param {string} [options.issuer] the OpenID provider; default: Auth on this origin
 * @param {string[][]} options.demoPeople e-mail and role of each demo account
 * @param {string} options.demoPassword
 * @param {string} [options.proxies] whose `X-Forwarded-For` to trust (`TRUSTED_PROXIES`); default: none
 * @param {Partial<ServerLimits>} [options.limits] overrides of the default limits
 * @returns {Promise<{ stop: () => Promise<unknown> }>}
 */
export async function startOrigin({
  hosts,
  port,
  publicUrl,
  services,
  web,
  issuer = `${publicUrl}/api/auth/oidc`,
  demoPeople,
  demoPassword,
  proxies = '',
  limits = {},
}) {
  const upstreams = new Map(services.map((target) => [target, new Upstreams(target)]));
  const health = servicesHealth([...upstreams.values()]);
  const servers = await Promise.all(
    hosts.map(async (host) => {
      const server = await makeServer({
        upstreams,
        publicUrl: new URL(publicUrl),
        health,
        servicesPage: async () => page(services, await health(), demoPeople, demoPassword),
        webUi: { folder: web, issuer },
        isProxy: trustedProxies(proxies),
        limits: { ...usualLimits, ...limits },
      });
      await server.listen({ port, host, backlog }).catch(ignoreMissingAddress);
      return server;
    }),
  );
  return {
    stop: async () => {
      await Promise.all(servers.map((server) => server.close()));
      await Promise.all([...upstreams.values()].map((upstream) => upstream.close()));
    },
  };
}

/** @param {Error & { code?: string }} error */
function ignoreMissingAddress(error) {
  if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code ?? '')) {
    throw error;
  }
}

/**
 * @param {object} options
 * @param {ReadonlyMap<Target, Upstreams>} options.upstreams
 * @param {URL} options.publicUrl
 * @param {() => Promise<Map<string, ServiceState>>} options.health
 * @param {() => Promise<string>} options.servicesPage
 * @param {{ folder: string, issuer: string }} options.webUi
 * @param {(address: string | undefined) => boolean} options.isProxy
 * @param {ServerLimits} options.limits
 */
async function makeServer({ upstreams, publicUrl, health, servicesPage, webUi, isProxy, limits }) {
  const server = fastify({
    ...serverOptions({
      limits,
      isProxy,
      log: (line) => console.warn(`origin: ${line}`),
      keepAliveMilliseconds,
    }),
    trustProxy: isProxy,
    genReqId: requestIds(isProxy),
    forceCloseConnections: true,
  });
  const methods = server.supportedMethods.filter((method) => method !== 'TRACE');
  server.addHook('onRequest', (request, reply, done) => {
    reply.raw.setHeader(requestIdHeader, request.id);
    done();
  });
  server.addHook('onSend', keepConnectionOfLargeBody);
  readBodiesWhole(server);
  const answerAsPage = await serveWebUi(server, webUi);
  server.setNotFoundHandler((request, reply) =>
    answerAsPage(request, reply)
      ? reply
      : sendProblem(reply, nothingThere(request, [...upstreams.keys()], methods)),
  );
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, refusalOf(statusOf(error))));
  for (const [target, instances] of upstreams) {
    await server.register(
      proxy,
      proxyOptions({ target, upstreams: instances, publicUrl, methods, sendProblem }),
    );
  }
  server.get('/services', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .headers(securityHeaders)
      .send(await servicesPage()),
  );
  server.get('/services/style.css', (_request, reply) =>
    reply.type('text/css; charset=utf-8').headers(securityHeaders).send(stylesheet),
  );
  server.get('/health/live', (_request, reply) => reply.headers(securityHeaders).send({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => answerHealth(reply, await health()));
  return server;
}

/**
 * Reports the readiness of the origin and of each service. The origin is ready while at least one service is: it
 * serves its own pages, and the services work without each other.
 * @param {import('fastify').FastifyReply} reply
 * @param {Map<string, ServiceState>} health
 */
function answerHealth(reply, health) {
  const states = [...health.values()];
  if (states.every((state) => state === 'not ready')) {
    return sendProblem(reply, {
      status: 503,
      code: 'no-service-ready',
      detail: `None of the services is ready (${[...health.keys()].join(', ')}). See their /health/ready for details.`,
      headers: { 'retry-after': '1' },
    });
  }
  return reply.headers(securityHeaders).send({
    status: states.every((state) => state === 'ready') ? 'ok' : 'degraded',
    services: Object.fromEntries(health),
  });
}

/**
 * @param {import('fastify').FastifyRequest} request
 * @param {readonly Target[]} services
 * @param {string[]} methods that services may support
 */
function nothingThere({ method, url }, services, methods) {
  const isOfService = services.some(({ name }) => new RegExp(`^/api/${name}(?:[/?]|$)`).test(url));
  const allowed = isOfService ? methods : ['GET', 'HEAD'];
  return allowed.includes(method)
    ? {
        ...refusal('no-such-route'),
        detail: 'There is nothing at this address. See /services for what is available.',
      }
    : { ...refusal('method-not-allowed'), headers: { allow: allowed.join(', ') } };
}

/** @param {unknown} error */
const statusOf = (error) =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
