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

/** The token in a link's address. What is too long to be one leads to the page of an unknown link. */
export const linkParameter = z.object({ token: z.string().max(200).catch('') });

export type LinkParameter = z.infer<typeof linkParameter>;

/** A request for the page of a link, and its answer. */
export interface LinkExchange {
  purpose: LinkPurpose;
  token: string;
  request: FastifyRequest;
  reply: FastifyReply;
}

/**
 * What the pages of one-time links have in common. They live below `/oidc/link`; opening one shows a form whose button
 * uses the link, so that a scanner that follows links uses nothing up.
 */
@Injectable()
export class LinkPages {
  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly database: Database,
  ) {}

  /** What an open link is about; undefined for a dead one, whose page has then been sent. Uses nothing. */
  async open(exchange: LinkExchange): Promise<string | undefined> {
    const { state, subject } = await readLink(this.database, exchange.purpose, exchange.token);
    if (state !== 'open') {
      this.sendDead(exchange, state);
    }
    return state === 'open' ? subject : undefined;
  }

  /** What `work` answers, which uses the link; undefined when it throws the Problem of a dead link, whose page has then been sent. */
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

  /** Sends a page of a link, with our scripts where it has some. */
  send({ reply }: LinkExchange, page: string, { hasScripts = false } = {}): void {
    sendPage(reply, page, hasScripts ? pagePolicyWithScripts([]) : pagePolicy([]));
  }

  /** Whom the page of a link is for. */
  readerOf(exchange: LinkExchange): Reader {
    const { request, reply } = exchange;
    const cookie = languageCookie(request, this.configuration.OIDC_ISSUER);
    if (cookie !== undefined) {
      void reply.header('set-cookie', cookie);
    }
    return readerOf(request, this.addressOf(exchange));
  }

  /** Where the page is and where its form goes, as a path. */
  addressOf({ purpose, token }: LinkExchange): string {
    return this.pathOf(`link/${purpose}/${encodeURIComponent(token)}`);
  }

  /** As a browser asks for it, which may be behind the origin's prefix. */
  pathOf(below: string): string {
    return new URL(`${this.configuration.OIDC_ISSUER}/${below}`).pathname;
  }

  /** Where the web UI is. */
  get application(): string {
    return `${this.configuration.WEB_ORIGIN[0] ?? ''}/`;
  }

  private sendDead(exchange: LinkExchange, state: DeadLinkState): void {
    void exchange.reply.status(state === 'unknown' ? 404 : 410);
    this.send(exchange, deadLinkPage(this.readerOf(exchange), state, this.application));
  }
}
