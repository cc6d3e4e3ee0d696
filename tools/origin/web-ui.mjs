// @ts-check
// Serves the built web UI on the origin: its files, its single page at each of its addresses, the page of the hidden
// sign-in frame, and strict security headers.
import fastifyStatic from '@fastify/static';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** The folder of the built web UI, relative to the root. */
export const webFolder = 'dist/web';

/** Addresses that never belong to the web UI. */
const others = /^\/(api|services|assets|health)(\/|$)/;
const frame = '/silent';

/**
 * Nothing inline, nothing from other origins: scripts are files of this origin, and styles created in the browser
 * carry the nonce of this response. Only the hidden frame of the silent sign-in may be framed, by our own pages.
 * @param {string} nonce
 * @param {string} issuer
 * @param {boolean} isFrame
 */
const policy = (nonce, issuer, isFrame) => {
  const provider = new URL(issuer).origin;
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self'`,
    `connect-src 'self' ${provider}`,
    `frame-src 'self' ${provider}`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self' ${provider}`,
    `frame-ancestors ${isFrame ? `'self'` : `'none'`}`,
  ].join('; ');
};

/**
 * @param {string} nonce
 * @param {string} issuer
 * @param {boolean} isFrame
 */
const headersOf = (nonce, issuer, isFrame) => ({
  'content-security-policy': policy(nonce, issuer, isFrame),
  'x-content-type-options': 'nosniff',
  'x-frame-options': isFrame ? 'SAMEORIGIN' : 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
});

/** @param {string} url */
const pathOf = (url) => url.split('?', 1)[0] ?? '';

/**
 * True when a request wants a page. Browsers accept HTML explicitly; for other clients, an address with a file
 * extension is not a page.
 * @param {import('fastify').FastifyRequest} request
 */
function wantsPage({ method, headers, url }) {
  const path = pathOf(url);
  if (!['GET', 'HEAD'].includes(method) || others.test(path)) {
    return false;
  }
  const { accept = '*/*' } = headers;
  const isFile = path.slice(path.lastIndexOf('/') + 1).includes('.');
  return path === '/' || accept.includes('text/html') || (/\*\/\*|text\/\*/.test(accept) && !isFile);
}

/**
 * Serves the web UI built into `folder`. Returns a handler for requests without a route: it sends the page and returns
 * true when the request is for one of its pages, and returns false otherwise.
 * @param {import('fastify').FastifyInstance} server
 * @param {{ folder: string, issuer: string }} options
 */
export async function serveWebUi(server, { folder, issuer }) {
  const html = fs.readFileSync(path.join(folder, 'index.html'), 'utf8');
  const frameHtml = fs.readFileSync(path.join(folder, 'silent.html'), 'utf8');
  await server.register(fastifyStatic, {
    root: folder,
    index: false,
    // A route for each file, so that only these files can be requested.
    wildcard: false,
    globIgnore: ['index.html*', 'silent.html*', 'files.json', '**/*.br'],
    preCompressed: true,
    setHeaders: (reply, file) => {
      reply.header('x-content-type-options', 'nosniff');
      // The names of these files change with their content.
      const isImmutable = file.includes(`${path.sep}assets${path.sep}`);
      reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return (
    /** @type {import('fastify').FastifyRequest} */ request,
    /** @type {import('fastify').FastifyReply} */ reply,
  ) => {
    if (!wantsPage(request)) {
      return false;
    }
    const nonce = randomBytes(16).toString('base64url');
    const isFrame = pathOf(request.url).replace(/\/$/, '') === frame;
    void reply
      .headers(headersOf(nonce, issuer, isFrame))
      .type('text/html; charset=utf-8')
      .send(isFrame ? frameHtml : html.replace('__STYLE_NONCE__', nonce).replace('__ISSUER__', issuer));
    return true;
  };
}
