// @ts-check
// The built web UI on the origin: its files, its one page at every address of its own, and the strict headers of both.
import fastifyStatic from '@fastify/static';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Where the built web UI is, below the root. */
export const webFolder = 'dist/web';

/** Addresses that are not the web UI's, whatever they ask for. */
const others = /^\/(api|services|assets|health)(\/|$)/;
const frame = '/silent';

/**
 * Nothing inline, nothing from outside: scripts are files of this origin, and a style that is made in the browser says
 * the word that was made for this answer alone. The hidden frame of a sign-in without questions may stand in our page.
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
 * A browser names HTML; others take anything, or do not say. For these, what is named like a file is none.
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
 * Serves the web UI that was built into `folder`. Answers whether a request that nothing else was there for is for one
 * of its pages, and answers it then.
 * @param {import('fastify').FastifyInstance} server
 * @param {{ folder: string, issuer: string }} options
 */
export async function serveWebUi(server, { folder, issuer }) {
  const html = fs.readFileSync(path.join(folder, 'index.html'), 'utf8');
  await server.register(fastifyStatic, {
    root: folder,
    index: false,
    // A route for each file, so that there is nothing to ask for but files: no folders, and none of the others.
    wildcard: false,
    globIgnore: ['index.html*', 'files.json', '**/*.br'],
    preCompressed: true,
    setHeaders: (reply, file) => {
      reply.header('x-content-type-options', 'nosniff');
      // A file's name changes with its content.
      const isForGood = file.includes(`${path.sep}assets${path.sep}`);
      reply.header('cache-control', isForGood ? 'public, max-age=31536000, immutable' : 'no-cache');
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
      .send(html.replace('__STYLE_NONCE__', nonce).replace('__ISSUER__', issuer));
    return true;
  };
}
