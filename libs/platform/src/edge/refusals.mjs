// @ts-check
// What an HTTP server of ours refuses before any route runs, and how every refusal is written (RFC 9457). Services and
// the origin share it; it imports nothing, so that it runs as it stands.

export const problemType = 'application/problem+json';

/** The largest body of a request, in bytes; the origin takes no more than the services. */
export const largestBody = 100_000;
/** The longest address of a request, in bytes. */
export const longestAddress = 8000;
/** What the first line and the headers of a request may have together, in bytes. */
export const largestHead = 16_384;

/**
 * @typedef {object} Refusal
 * @property {number} status
 * @property {string} code stable; becomes the problem's `type`
 * @property {string} detail what happened, why, and what to do
 * @property {Record<string, string>} [headers]
 */

const busy = { 'retry-after': '5' };

/** Each refusal by its code. The OpenAPI documents of the services are written from this, too. */
export const refusals = /** @satisfies {Record<string, Omit<Refusal, 'code'>>} */ ({
  'malformed-request': {
    status: 400,
    detail:
      'The request could not be read. Check its first line, its headers (exactly one Host), the percent-encoding of its address, its length and its JSON.',
  },
  'no-such-route': {
    status: 404,
    detail: 'There is nothing at this address. See /docs for what there is.',
  },
  'method-not-allowed': {
    status: 405,
    detail: 'This address does not take this method; the header Allow lists those it takes.',
  },
  'request-timeout': {
    status: 408,
    detail:
      'The request did not arrive in time: its headers may take 10 seconds, all of it 30. Send it again.',
  },
  'precondition-failed': {
    status: 412,
    detail: 'The file is not as the conditions in the headers want it. Ask for it without them.',
  },
  'body-too-large': { status: 413, detail: 'A request body may have 100 kB at most. Send less.' },
  'address-too-long': {
    status: 414,
    detail: 'The address is too long: 8,000 bytes at most, and 100 characters for each id in it. Shorten it.',
  },
  'unsupported-media-type': { status: 415, detail: 'Send the body as application/json.' },
  'range-not-satisfiable': {
    status: 416,
    detail: 'The file is shorter than the range that was asked for. Ask for less, or for all of it.',
  },
  'expectation-failed': {
    status: 417,
    detail: 'The only expectation that is met is 100-continue. Leave the header Expect out.',
  },
  'headers-too-large': {
    status: 431,
    detail:
      'The first line and the headers of a request may have 16 kB together. Send fewer or shorter ones.',
  },
  internal: {
    status: 500,
    detail: 'Something failed on our side and was written down. Try again; if it stays, tell the operator.',
  },
  'too-many-connections': {
    status: 503,
    detail:
      'Too many connections are open here, or from your address. Close some, share those you have, or try again shortly.',
    headers: busy,
  },
  'server-busy': {
    status: 503,
    detail: 'More requests are in progress than this server takes. Nothing was changed; try again shortly.',
    headers: busy,
  },
  'read-only': {
    status: 503,
    detail:
      'Changes are not possible right now: the part of this service that makes them is away or being updated. Nothing was changed. You can keep reading; try again shortly.',
    headers: busy,
  },
  'http-version-not-supported': {
    status: 505,
    detail: 'This server speaks HTTP/1.1 and HTTP/1.0. Use one of them.',
  },
});

/** @typedef {keyof typeof refusals} RefusalCode */

/**
 * @param {RefusalCode} code
 * @returns {Refusal}
 */
export const refusal = (code) => ({ code, ...refusals[code] });

/**
 * The refusal that a status means when nobody says more.
 * @param {number} status
 * @returns {Refusal}
 */
export function refusalOf(status) {
  const codes = /** @type {RefusalCode[]} */ (Object.keys(refusals));
  const known = codes.find((code) => refusals[code].status === status);
  return refusal(known ?? (status < 500 ? 'malformed-request' : 'internal'));
}

/** @param {string} code */
const titleOf = (code) => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');

/**
 * A problem as JSON, with the id of the request where it has one.
 * @param {{ status: number, code: string, detail: string, errors?: unknown, requestId?: string }} problem
 */
export const problemJson = ({ status, code, detail, errors, requestId }) =>
  JSON.stringify({
    type: `urn:ates:problem:${code}`,
    title: titleOf(code === 'internal' ? 'internal-error' : code),
    status,
    detail,
    errors,
    request_id: requestId,
  });

/**
 * The headers of a refusal that no route and no hook has a part in.
 * @param {Refusal} refusal
 * @returns {Record<string, string>}
 */
export const headersOf = ({ headers }) => ({
  'content-type': `${problemType}; charset=utf-8`,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  ...headers,
});
