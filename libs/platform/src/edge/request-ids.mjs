// @ts-check
// The request id: the origin assigns it, the services behind it keep it, and both return it as `X-Request-Id`, so that
// a response, its log lines and its security log entries can be correlated (A10).
import { randomUUID } from 'node:crypto';

export const requestIdHeader = 'x-request-id';

const wellFormed = /^[\w.:-]{1,64}$/;

/**
 * Returns a function that gives each request its id: the incoming one from a trusted proxy, else a new one. Clients
 * can't choose the id that identifies them in the logs.
 * @param {(address: string | undefined) => boolean} isProxy
 * @returns {(request: import('node:http').IncomingMessage) => string}
 */
export const requestIds = (isProxy) => (request) => {
  const incoming = request.headers[requestIdHeader];
  return typeof incoming === 'string' && wellFormed.test(incoming) && isProxy(request.socket.remoteAddress)
    ? incoming
    : randomUUID();
};
