// @ts-check
// The id of a request: the origin gives one, services behind it take it, and both answer it as `X-Request-Id`, so that an
// answer, a line of the log and an entry of the security log can be found by one another (A10).
import { randomUUID } from 'node:crypto';

export const requestIdHeader = 'x-request-id';

const wellFormed = /^[\w.:-]{1,64}$/;

/**
 * Gives each request its id: the one that it brings when it comes from a trusted proxy, else a new one. A client can't
 * choose the id that it is found by.
 * @param {(address: string | undefined) => boolean} isProxy
 * @returns {(request: import('node:http').IncomingMessage) => string}
 */
export const requestIds = (isProxy) => (request) => {
  const brought = request.headers[requestIdHeader];
  return typeof brought === 'string' && wellFormed.test(brought) && isProxy(request.socket.remoteAddress)
    ? brought
    : randomUUID();
};
