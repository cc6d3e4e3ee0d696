import { Injectable } from '@nestjs/common';
import { Database, Problem } from '@ates/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AuthConfiguration } from '../config.js';
import { deadLinkPage } from '../pages/dead-link-pages.js';
import { pagePolicy, pagePolicyWithScripts } from '../pages/html.js';
import { languageCookie, readerOf, type Reader } from '../pages/reader.js';
import { sendPage } from '../pages/send-page.js';
import { readLink, type DeadLinkState, type LinkPurpose } from './one-time-links.js';

/** The token in a link's address. One that is too long becomes empty, which shows the page for unknown links. */
export const linkParameter = z.object({ token: z.string().max(200).catch('') });

export type LinkParameter = z.infer<typeof linkParameter>;

/** A request for the page of a link, and its reply. */
export interface LinkExchange {
  purpose: LinkPurpose;
  token: string;
  request: FastifyRequest;
  reply: FastifyReply;
}

/**
 * Shared behaviour of the pages behind one-time links, below `/oidc/link`. Opening a page shows a form whose button
 * uses the link, so that scanners that follow links do not use it up.
 */
@Injectable()
export class LinkPages {
  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly database: Database,
  ) {}

  /** The subject of an open link. For a dead link, sends its page and returns undefined. Does not use the link. */
  async open(exchange: LinkExchange): Promise<string | undefined> {
    const { state, subject } = await readLink(this.database, exchange.purpose, exchange.token);
    if (state !== 'open') {
      this.sendDead(exchange, state);
    }
    return state === 'open' ? subject : undefined;
  }

  /**
   * Runs `work`, which uses the link, and returns its result. If it throws the Problem of a dead link, sends its page
   * and returns undefined.
   */
  async unlessDead<Result>(exchange: LinkExchange, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      const state =
        error instanceof Problem ? /^link-(used|expired|revoked|unknown)$/.exec(error.code)?.[1] : undefined;
      if (state === undefined) {
        throw error;
      }
      this.sendDead(exchange, state as DeadLinkState);
      return undefined;
    }
  }

  /** Sends the page of a link; `hasScripts` allows our own scripts. */
  send({ reply }: LinkExchange, page: string, { hasScripts = false } = {}): void {
    sendPage(reply, page, hasScripts ? pagePolicyWithScripts([]) : pagePolicy([]));
  }

  /** The reader of a link's page. Also stores a requested language in a cookie. */
  readerOf(exchange: LinkExchange): Reader {
    const { request, reply } = exchange;
    const cookie = languageCookie(request, this.configuration.OIDC_ISSUER);
    if (cookie !== undefined) {
      void reply.header('set-cookie', cookie);
    }
    return readerOf(request, this.addressOf(exchange));
  }

  /** Path of the page and of its form's action. */
  addressOf({ purpose, token }: LinkExchange): string {
    return this.pathOf(`link/${purpose}/${encodeURIComponent(token)}`);
  }

  /** The path as browsers request it, including any prefix in front of Auth. */
  pathOf(below: string): string {
    return new URL(`${this.configuration.OIDC_ISSUER}/${below}`).pathname;
  }

  /** Address of the web UI. */
  get application(): string {
    return `${this.configuration.WEB_ORIGIN[0] ?? ''}/`;
  }

  private sendDead(exchange: LinkExchange, state: DeadLinkState): void {
    void exchange.reply.status(state === 'unknown' ? 404 : 410);
    this.send(exchange, deadLinkPage(this.readerOf(exchange), state, this.application));
  }
}
