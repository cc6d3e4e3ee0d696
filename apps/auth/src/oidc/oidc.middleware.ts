import { Injectable, type NestMiddleware } from '@nestjs/common';
import { Problem } from '@ates/platform';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthConfiguration } from '../config.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { tooManyPage } from '../pages/failure-pages.js';
import { pagePolicy, pagePolicyWithScripts } from '../pages/html.js';
import { readerOf } from '../pages/reader.js';
import { CurrentProvider } from './current-provider.js';

const mount = '/oidc';

/** The request as Fastify's middleware engine passes it. */
interface OidcRequest extends IncomingMessage {
  originalUrl?: string;
  baseUrl?: string;
  ip?: string;
}

/**
 * Passes everything below `/oidc` to the provider before any body is read, rewritten as a request to the issuer's own
 * address. So the provider only writes addresses of the issuer, whatever proxies are in front.
 */
@Injectable()
export class OidcMiddleware implements NestMiddleware {
  private readonly issuer: URL;

  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly provider: CurrentProvider,
    private readonly limits: AttemptLimits,
  ) {
    this.issuer = new URL(configuration.OIDC_ISSUER);
  }

  async use(request: OidcRequest, response: ServerResponse, next: (error?: unknown) => void): Promise<void> {
    try {
      // POST requests present credentials or guess codes.
      if (request.method === 'POST') {
        await this.limits.tokenRequest(clientOf(request), request.ip ?? '');
      }
    } catch (error) {
      this.refuse(request, response, error, next);
      return;
    }
    secure(response, this.policy());
    this.rewriteToIssuer(request);
    const isTokenRequest = request.method === 'POST' && request.url?.split('?')[0] === '/token';
    await this.provider.handle(request, response);
    if (isTokenRequest && response.statusCode === 200) {
      // The response has been sent, and a count that stays too high expires within a minute.
      await this.limits.tokenIssued(request.ip ?? '').catch(() => undefined);
    }
  }

  private rewriteToIssuer(request: OidcRequest): void {
    const { pathname, host, protocol } = this.issuer;
    request.url = (request.originalUrl ?? request.url ?? '').slice(mount.length);
    request.originalUrl = undefined;
    request.baseUrl = pathname === '/' ? '' : pathname;
    request.headers.host = host;
    request.headers['x-forwarded-host'] = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  }

  /** The policy for the provider's own auto-submitting forms; the provider adds the hash of their script. */
  private policy(): string {
    return pagePolicyWithScripts(this.configuration.WEB_ORIGIN);
  }

  private refuse(
    request: OidcRequest,
    response: ServerResponse,
    error: unknown,
    next: (error?: unknown) => void,
  ): void {
    const seconds = error instanceof Problem ? error.extensions.retryAfterSeconds : undefined;
    if (!(error instanceof Problem) || seconds === undefined) {
      next(error);
      return;
    }
    secure(response, pagePolicy(this.configuration.WEB_ORIGIN));
    response.statusCode = 429;
    response.setHeader('retry-after', String(seconds));
    response.setHeader('cache-control', 'no-store');
    const isPerson = request.headers.accept?.includes('text/html') ?? false;
    response.setHeader('content-type', isPerson ? 'text/html; charset=utf-8' : 'application/json');
    response.end(isPerson ? this.refusalPage(request, seconds) : refusalJson(error));
  }

  private refusalPage(request: OidcRequest, seconds: number): string {
    return tooManyPage(readerOf(request), seconds, `${this.configuration.WEB_ORIGIN[0] ?? ''}/`);
  }
}

/** Sets security headers itself, because middleware runs before the hook that sets them elsewhere. */
function secure(response: ServerResponse, policy: string): void {
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-frame-options', 'DENY');
}

/** An error in OAuth 2.0 format. */
const refusalJson = ({ detail }: Problem): string =>
  JSON.stringify({ error: 'too_many_requests', error_description: detail });

/** The client with a secret in the Authorization header; clients named in the body are counted only by address. */
function clientOf(request: OidcRequest): string | undefined {
  const basic = /^basic +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return basic && Buffer.from(basic, 'base64').toString('utf8').split(':')[0];
}
