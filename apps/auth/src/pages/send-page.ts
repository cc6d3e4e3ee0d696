import type { FastifyReply } from 'fastify';

/** Responds with a page under its content security policy; browsers and proxies must not cache it. */
export function sendPage(reply: FastifyReply, page: string, policy: string): void {
  void reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-frame-options', 'DENY')
    .send(page);
}
