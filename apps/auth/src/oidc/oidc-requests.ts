import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Problem } from '@ates/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthConfiguration } from '../config.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { tooManyPage } from '../pages/failure-pages.js';
import { pagePolicy, pagePolicyWithScripts } from '../pages/html.js';
import { readerOf } from '../pages/reader.js';
import { CurrentProvider } from './current-provider.js';

const mount = '/oidc';

/** What controllers serve below the mount. */
const servedElsewhere = /^\/oidc\/(?:(?:sign-in|link)\/|(?:setup|me|beak-photo\.js)(?:\?|$))/;

/** A request with the path at which the provider is mounted, as the provider expects it. */
type MountedRequest = IncomingMessage & { baseUrl?: string };

/**
 * Passes everything else below `/oidc` to the provider before any body is read, rewritten as a request to the issuer's own
 * address. So the provider only writes addresses of the issuer, whatever proxies are in front. A hook of Fastify, not a
 * middleware of Nest, whose matching of addresses took 3% of the time of a token.
 */
@Injectable()
export class OidcRequests implements OnModuleInit {
  private readonly issuer: URL;
  /** The policy for the provider's own auto-submitting forms; the provider adds the hash of their script. */
  private readonly policy: string;

  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly provider: CurrentProvider,
    private readonly limits: AttemptLimits,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {
    this.issuer = new URL(configuration.OIDC_ISSUER);
    this.policy = pagePolicyWithScripts(configuration.WEB_ORIGIN);
  }

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onRequest', (request, reply, done) => {
      if (!request.url.startsWith(`${mount}/`) || servedElsewhere.test(request.url)) {
        done();
        return;
      }
      this.handle(request, reply).catch(done);
    });
  }

  private async handle(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { raw } = request;
    try {
      // POST requests present credentials or guess codes.
      if (request.method === 'POST') {
        await this.limits.tokenRequest(clientOf(raw), request.ip);
        if (pathOf(raw) === `${mount}/device`) {
          await this.limits.userCode(request.ip);
        }
      }
    } catch (error) {
      this.refuse(raw, reply, error);
      return;
    }
    reply.hijack();
    secure(reply.raw, this.policy);
    this.rewriteToIssuer(raw);
    const isTokenRequest = request.method === 'POST' && pathOf(raw) === '/token';
    await this.provider.handle(raw, reply.raw);
    if (isTokenRequest && reply.raw.statusCode === 200) {
      // The response has been sent, and a count that stays too high expires within a minute.
      await this.limits.tokenIssued(request.ip).catch(() => undefined);
    }
  }

  private rewriteToIssuer(request: MountedRequest): void {
    const { pathname, host, protocol } = this.issuer;
    request.url = request.url?.slice(mount.length);
    request.baseUrl = pathname === '/' ? '' : pathname;
    request.headers.host = host;
    request.headers['x-forwarded-host'] = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  }

  private refuse(request: IncomingMessage, reply: FastifyReply, error: unknown): void {
    const seconds = error instanceof Problem ? error.extensions.retryAfterSeconds : undefined;
    if (!(error instanceof Problem) || seconds === undefined) {
      throw error;
    }
    reply.hijack();
    const response = reply.raw;
    secure(response, pagePolicy(this.configuration.WEB_ORIGIN));
    response.statusCode = 429;
    response.setHeader('retry-after', String(seconds));
    response.setHeader('cache-control', 'no-store');
    const isPerson = request.headers.accept?.includes('text/html') ?? false;
    response.setHeader('content-type', isPerson ? 'text/html; charset=utf-8' : 'application/json');
    response.end(isPerson ? this.refusalPage(request, seconds) : refusalJson(error));
  }

  private refusalPage(request: IncomingMessage, seconds: number): string {
    return tooManyPage(readerOf(request), seconds, `${this.configuration.WEB_ORIGIN[0] ?? ''}/`);
  }
}

/** Sets security headers itself, because pages of the provider have a policy of their own. */
function secure(response: ServerResponse, policy: string): void {
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-frame-options', 'DENY');
}

const pathOf = ({ url }: IncomingMessage): string | undefined => url?.split('?')[0];

/** An error in OAuth 2.0 format. */
const refusalJson = ({ detail }: Problem): string =>
  JSON.stringify({ error: 'too_many_requests', error_description: detail });

/** The client with a secret in the Authorization header; clients named in the body are counted only by address. */
function clientOf(request: IncomingMessage): string | undefined {
  const basic = /^basic +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return basic && Buffer.from(basic, 'base64').toString('utf8').split(':')[0];
}
