import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errors, type InteractionResults } from 'oidc-provider';
import { z } from 'zod';
import { Problem } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { KnownDevices } from '../limits/known-devices.js';
import { failurePage } from '../pages/failure-pages.js';
import { pagePolicy, pagePolicyWithScripts } from '../pages/html.js';
import { languageCookie, readerOf, type Reader } from '../pages/reader.js';
import { sendPage } from '../pages/send-page.js';
import { SignInLog } from '../users/sign-in-log.js';
import { CurrentProvider } from './current-provider.js';

/** Which sign-in a page belongs to. */
export const signInParameter = z.object({ uid: z.string().max(100) });

export type SignInParameter = z.infer<typeof signInParameter>;

/** Somebody is signing in: the provider remembers by a cookie which application wanted it. */
export interface SignInUnderWay {
  loginHint: string;
  /** Where the browser goes in the end. */
  redirectUri: string;
  /** The application that wants the sign-in. */
  clientId: string | undefined;
}

/** A request for one of the pages of a sign-in, and its answer. */
export interface Exchange {
  uid: string;
  request: FastifyRequest;
  reply: FastifyReply;
  signIn: SignInUnderWay;
}

export type Login = NonNullable<InteractionResults['login']>;

/** The steps between the provider's authorization request and its answer, which pages of ours take (A2). */
@Injectable()
export class Interactions {
  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly provider: CurrentProvider,
    private readonly devices: KnownDevices,
    private readonly log: SignInLog,
  ) {}

  /** The sign-in that a page belongs to; undefined when it is over, which the reader has been told then. */
  async find(uid: string, request: FastifyRequest, reply: FastifyReply): Promise<Exchange | undefined> {
    const signIn = await this.signInOf(uid, request, reply);
    if (!signIn) {
      this.sendExpired(uid, request, reply);
      return undefined;
    }
    return { uid, request, reply, signIn };
  }

  /** Signs the person in, by whom the device is known from now on, and goes back to whoever wanted the sign-in. */
  async finish({ request, reply, signIn }: Exchange, login: Login): Promise<void> {
    const result = { login };
    await this.log.succeeded(login.accountId, login.amr ?? [], signIn.clientId);
    void reply.header('set-cookie', this.devices.cookieFor(request.headers.cookie, login.accountId));
    const next = await this.provider
      .get()
      .interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false });
    await reply.redirect(next, 303);
  }

  /** Shows a page with scripts of ours; its form may lead to where the sign-in leads. */
  send({ reply, signIn }: Exchange, page: string): void {
    sendPage(reply, page, pagePolicyWithScripts(originsOf(signIn.redirectUri)));
  }

  /** Whom a page is for, of which `step` is the address below the sign-in's own; none is the sign-in page. */
  readerOf({ uid, request, reply }: Omit<Exchange, 'signIn'>, step?: string): Reader {
    const cookie = languageCookie(request, this.configuration.OIDC_ISSUER);
    if (cookie !== undefined) {
      void reply.header('set-cookie', cookie);
    }
    return readerOf(request, this.addressOf(uid, step));
  }

  addressOf(uid: string, step?: string): string {
    const page = `sign-in/${encodeURIComponent(uid)}`;
    return this.pathOf(step === undefined ? page : `${page}/${step}`);
  }

  /** As a browser asks for it, which may be behind the origin's prefix. */
  pathOf(below: string): string {
    return new URL(`${this.configuration.OIDC_ISSUER}/${below}`).pathname;
  }

  private async signInOf(
    uid: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SignInUnderWay | undefined> {
    try {
      const interaction = await this.provider.get().interactionDetails(request.raw, reply.raw);
      const { login_hint: hint, redirect_uri: redirectUri, client_id: clientId } = interaction.params;
      return interaction.uid === uid
        ? {
            loginHint: textOf(hint),
            redirectUri: textOf(redirectUri),
            clientId: textOf(clientId) || undefined,
          }
        : undefined;
    } catch (error) {
      if (error instanceof errors.SessionNotFound) {
        return undefined;
      }
      throw error;
    }
  }

  private sendExpired(uid: string, request: FastifyRequest, reply: FastifyReply): void {
    const application = `${this.configuration.WEB_ORIGIN[0] ?? ''}/`;
    const reader = this.readerOf({ uid, request, reply });
    void reply.status(400);
    sendPage(reply, failurePage(reader, { kind: 'expired', application }), pagePolicy([]));
  }
}

/** What `work` answers, or the Problem that is the asker's to know about; others are thrown on. */
export async function orProblem<Result>(
  kinds: readonly Problem['kind'][],
  work: () => Promise<Result>,
): Promise<Result | Problem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && kinds.includes(error.kind)) {
      return error;
    }
    throw error;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const originsOf = (address: string): string[] => (URL.canParse(address) ? [new URL(address).origin] : []);
