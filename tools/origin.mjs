// @ts-check
// The one address that people use: the web UI, the services behind /api, and a page that says how they are.
import proxy from '@fastify/http-proxy';
import fastify from 'fastify';
import { page, policy, stylesheet } from './origin-page.mjs';
import { serveWebUi } from './web-ui.mjs';

/** @typedef {import('./origin-page.mjs').Target} Target */

// Longer than any long poll waits; a service that takes a request and says nothing for so long is as good as gone.
const firstByteMilliseconds = 90_000;
const connectMilliseconds = 3000;
// More than a service keeps open for streams of events, so that these never hold up requests.
const mostConnections = 2048;

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
 * @param {number} status
 * @param {string} code
 * @param {string} title
 * @param {string} detail
 */
const sendProblem = (reply, status, code, title, detail) =>
  reply
    .code(status)
    .headers({ ...securityHeaders, 'content-type': 'application/problem+json; charset=utf-8' })
    .send(JSON.stringify({ type: `urn:ates:problem:${code}`, title, status, detail }));

/**
 * Serves the page and the services on one port of each host.
 * @param {object} options
 * @param {string[]} options.hosts addresses to listen on; where one is there in name alone (no IPv6), the others do
 * @param {number} options.port
 * @param {string} options.publicUrl how people reach it
 * @param {readonly Target[]} options.services
 * @param {string} options.web the folder of the built web UI
 * @param {string} [options.issuer] whom people sign in at; Auth on this origin unless said
 * @param {string[][]} options.demoPeople e-mail and role of each; none where there are none
 * @param {string} options.demoPassword
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
}) {
  const servers = await Promise.all(
    hosts.map(async (host) => {
      const server = await makeServer({
        services,
        publicUrl: new URL(publicUrl),
        servicesPage: () => page(services, demoPeople, demoPassword),
        webUi: { folder: web, issuer },
      });
      await server.listen({ port, host }).catch(ignoreMissingAddress);
      return server;
    }),
  );
  return { stop: () => Promise.all(servers.map((server) => server.close())) };
}

/** @param {Error & { code?: string }} error */
function ignoreMissingAddress(error) {
  if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code ?? '')) {
    throw error;
  }
}

/**
 * @param {object} options
 * @param {readonly Target[]} options.services
 * @param {URL} options.publicUrl
 * @param {() => Promise<string>} options.servicesPage
 * @param {{ folder: string, issuer: string }} options.webUi
 */
async function makeServer({ services, publicUrl, servicesPage, webUi }) {
  const server = fastify({ forceCloseConnections: true });
  const answerAsPage = await serveWebUi(server, webUi);
  server.setNotFoundHandler((request, reply) =>
    answerAsPage(request, reply)
      ? reply
      : sendProblem(
          reply,
          404,
          'not-found',
          'Not found',
          'Nothing is here. What there is, the page at /services tells.',
        ),
  );
  server.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error);
    return status < 500
      ? sendProblem(reply, status, 'invalid-request', 'Invalid request', 'The request cannot be read.')
      : sendProblem(reply, 500, 'internal', 'Internal error', 'Something went wrong here.');
  });
  for (const target of services) {
    await server.register(proxy, proxyOptions(target, publicUrl));
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
  return server;
}

/** @param {unknown} error */
const statusOf = (error) =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;

/**
 * @param {Target} target
 * @param {URL} publicUrl
 * @returns {import('@fastify/http-proxy').FastifyHttpProxyOptions}
 */
const proxyOptions = (target, publicUrl) => ({
  upstream: target.url,
  prefix: `/api/${target.name}`,
  disableRequestLogging: true,
  undici: {
    connections: mostConnections,
    connect: { timeout: connectMilliseconds },
    headersTimeout: firstByteMilliseconds,
    // Streams may be silent for as long as they like.
    bodyTimeout: 0,
  },
  replyOptions: {
    rewriteRequestHeaders: (request, headers) => ({
      ...headers,
      // Replaced, never passed on: a client must not say for itself where it comes from.
      forwarded: undefined,
      'x-real-ip': undefined,
      'x-forwarded-for': request.ip,
      'x-forwarded-host': publicUrl.host,
      'x-forwarded-proto': publicUrl.protocol.slice(0, -1),
    }),
    onError: (reply) => {
      void sendProblem(
        /** @type {import('fastify').FastifyReply} */ (reply).header('retry-after', '1'),
        503,
        'service-unavailable',
        'Service unavailable',
        `The service ${target.name} does not answer. The others go on; try again shortly.`,
      );
    },
  },
});
