// @ts-check
// The requests that our HTTP servers reject before any route runs, and the format of every rejection (RFC 9457).
// Services and the origin share this file; it imports nothing, so it runs without a build.

export const problemType = 'application/problem+json';

/** The limit of a request body, in bytes; the same at the origin and at the services. */
export const largestBody = 100_000;
/** The limit of a request's address, in bytes. */
export const longestAddress = 8000;
/** The limit of a request line and headers together, in bytes. */
export const largestHead = 16_384;

/**
 * @typedef {object} Refusal
 * @property {number} status
 * @property {string} code stable; becomes the problem's `type`
 * @property {string} detail what happened, why, and what to do
 * @property {Record<string, string>} [headers]
 */

const busy = { 'retry-after': '5' };

/** All refusals by code. The services' OpenAPI documents are generated from this, too. */
export const refusals = /** @satisfies {Record<string, Omit<Refusal, 'code'>>} */ ({
  'malformed-request': {
    status: 400,
    detail:
      'The request could not be parsed. Check its first line, headers (exactly one Host), percent-encoding, length and JSON.',
  },
  'no-such-route': {
    status: 404,
    detail: 'There is nothing at this address. See /docs for the available routes.',
  },
  'method-not-allowed': {
    status: 405,
    detail: 'This address does not support this method. The Allow header lists the methods it supports.',
  },
  'request-timeout': {
    status: 408,
    detail:
      'The request did not arrive in time: the limits are 10 seconds for its headers and 30 in total. Send it again.',
  },
  'precondition-failed': {
    status: 412,
    detail: 'The file does not meet the conditions in the headers. Request it without them.',
  },
  'body-too-large': { status: 413, detail: 'The request body is larger than 100 kB. Send less.' },
  'address-too-long': {
    status: 414,
    detail:
      'The address is too long: the limits are 8,000 bytes, and 100 characters for each id in it. Shorten it.',
  },
  'unsupported-media-type': { status: 415, detail: 'Send the body as application/json.' },
  'range-not-satisfiable': {
    status: 416,
    detail: 'The file is shorter than the requested range. Request a smaller range, or the whole file.',
  },
  'expectation-failed': {
    status: 417,
    detail: 'The only supported expectation is 100-continue. Leave out the Expect header.',
  },
  'headers-too-large': {
    status: 431,
    detail:
      'The first line and the headers of the request are larger than 16 kB in total. Send fewer or shorter headers.',
  },
  internal: {
    status: 500,
    detail:
      'Something went wrong on our side and was logged. Try again; if it keeps happening, contact the operator.',
  },
  'too-many-connections': {
    status: 503,
    detail:
      'Too many connections are open, in total or from your address. Close some, reuse them, or try again shortly.',
    headers: busy,
  },
  'server-busy': {
    status: 503,
    detail: 'This server has too many requests in progress. Nothing was changed; try again shortly.',
    headers: busy,
  },
  'read-only': {
    status: 503,
    detail:
      'Changes are not possible right now: the part of this service that makes them is down or being updated. Nothing was changed. Reading still works; try your change again shortly.',
    headers: busy,
  },
  'http-version-not-supported': {
    status: 505,
    detail: 'This server supports HTTP/1.1 and HTTP/1.0. Use one of them.',
  },
});

/** @typedef {keyof typeof refusals} RefusalCode */

/**
 * @param {RefusalCode} code
 * @returns {Refusal}
 */
export const refusal = (code) => ({ code, ...refusals[code] });

/**
 * The default refusal for a status.
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
 * The headers of a refusal that is sent without any route or hook.
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
