// @ts-check
// The one address that people use: the services behind /api, and a page that says what is there.
import proxy from '@fastify/http-proxy';
import fastify from 'fastify';

/** @typedef {{ name: string, url: string }} Target */

const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const stylesheet = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin-block: 1rem; }
th, td { text-align: left; padding: 0.4rem 0.6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.up::before { content: '● '; color: #2b8a3e; }
.down::before { content: '● '; color: #c92a2a; }
`;

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** @param {Target} target */
async function isReady(target) {
  try {
    const response = await fetch(`${target.url}/health/ready`, { signal: AbortSignal.timeout(1000) });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * @param {readonly Target[]} targets
 * @param {string[][]} demoPeople e-mail and role of each
 * @param {string} demoPassword
 */
async function page(targets, demoPeople, demoPassword) {
  const rows = await Promise.all(
    targets.map(async (target) => {
      const state = (await isReady(target))
        ? '<span class="up">ready</span>'
        : '<span class="down">not ready</span>';
      return `<tr><td>${target.name}</td><td>${state}</td><td><a href="/api/${target.name}/docs">/api/${target.name}/docs</a></td></tr>`;
    }),
  );
  const people = demoPeople.map(
    ([email = '', role = '']) => `<tr><td>${escape(email)}</td><td>${escape(role)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>aTES</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<h1>Awesome Task Exchange System</h1>
<p>The web UI is still to come. The services are here, each with pages of its API.</p>
<table>
<thead><tr><th scope="col">Service</th><th scope="col">State</th><th scope="col">API</th></tr></thead>
<tbody>${rows.join('')}</tbody>
</table>
<h2>People to sign in as</h2>
<p>The password of each is <code>${escape(demoPassword)}</code>. <code>npm run demo</code> signs them in and plays a small day.</p>
<table>
<thead><tr><th scope="col">E-mail</th><th scope="col">Role</th></tr></thead>
<tbody>${people.join('')}</tbody>
</table>
</body>
</html>
`;
}

/** @param {string} name */
const awayProblem = (name) =>
  JSON.stringify({
    type: 'urn:ates:problem:service-unavailable',
    title: 'Service unavailable',
    status: 503,
    detail: `The service ${name} does not answer. The others go on; try again shortly.`,
  });

/**
 * Serves the page and the services on one port, for IPv4 and IPv6 alike where the machine has both.
 * @param {{ port: number, services: readonly Target[], demoPeople: string[][], demoPassword: string }} options
 */
export async function startOrigin({ port, services, demoPeople, demoPassword }) {
  const servers = [await serve('127.0.0.1')];
  try {
    servers.push(await serve('::1'));
  } catch {
    // A machine without IPv6: its browsers come by IPv4.
  }
  return { stop: () => Promise.all(servers.map((server) => server.close())).then(() => undefined) };

  /** @param {string} host */
  async function serve(host) {
    const server = fastify({ forceCloseConnections: true });
    for (const target of services) {
      await server.register(proxy, proxyOptions(target, port));
    }
    server.get('/', async (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .headers({
          'content-security-policy': policy,
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
        })
        .send(await page(services, demoPeople, demoPassword)),
    );
    server.get('/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(stylesheet));
    await server.listen({ port, host });
    return server;
  }
}

/**
 * @param {Target} target
 * @param {number} port
 * @returns {import('@fastify/http-proxy').FastifyHttpProxyOptions}
 */
const proxyOptions = (target, port) => ({
  upstream: target.url,
  prefix: `/api/${target.name}`,
  disableRequestLogging: true,
  // Long polls and streams may take as long as they like; a service that is gone refuses at once.
  http: { requestOptions: { timeout: 0 } },
  replyOptions: {
    rewriteRequestHeaders: (request, headers) => ({
      ...headers,
      // Replaced, never passed on: a client must not say for itself where it comes from.
      'x-forwarded-for': request.ip,
      'x-forwarded-host': `localhost:${port}`,
      'x-forwarded-proto': 'http',
    }),
    onError: (reply) => {
      void reply
        .code(503)
        .headers({ 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '1' })
        .send(awayProblem(target.name));
    },
  },
});
