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

/** Identifies the sign-in that a page belongs to. */
export const signInParameter = z.object({ uid: z.string().max(100) });

export type SignInParameter = z.infer<typeof signInParameter>;

/** A sign-in in progress; a cookie links the browser to it. */
interface SignInInProgress {
  loginHint: string;
  /** Where the browser goes after the sign-in. */
  redirectUri: string;
  /** The application that requested the sign-in. */
  clientId: string | undefined;
}

/** A request for a page of a sign-in, and its reply. */
export interface Exchange {
  uid: string;
  request: FastifyRequest;
  reply: FastifyReply;
  signIn: SignInInProgress;
}

type Login = NonNullable<InteractionResults['login']>;

/** The steps between the provider's authorization request and its response, on our own pages (A2). */
@Injectable()
export class Interactions {
  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly provider: CurrentProvider,
    private readonly devices: KnownDevices,
    private readonly log: SignInLog,
  ) {}

  /** The sign-in that a page belongs to. If it has ended, sends a page that says so and returns undefined. */
  async find(uid: string, request: FastifyRequest, reply: FastifyReply): Promise<Exchange | undefined> {
    const signIn = await this.signInOf(uid, request, reply);
    if (!signIn) {
      this.sendExpired(uid, request, reply);
      return undefined;
    }
    return { uid, request, reply, signIn };
  }

  /** Signs the person in, makes the device known to their account, and returns to the requesting application. */
  async finish({ request, reply, signIn }: Exchange, login: Login): Promise<void> {
    const result = { login };
    await this.log.succeeded(login.accountId, login.amr ?? [], signIn.clientId);
    void reply.header('set-cookie', this.devices.cookieFor(request.headers.cookie, login.accountId));
    const next = await this.provider
      .get()
      .interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false });
    await reply.redirect(next, 303);
  }

  /** Sends a page with our own scripts; its form may redirect to the application. */
  send({ reply, signIn }: Exchange, page: string): void {
    sendPage(reply, page, pagePolicyWithScripts(originsOf(signIn.redirectUri)));
  }

  /** The reader of a page. `step` is its path below the sign-in's; undefined for the sign-in page itself. */
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

  /** The path as browsers request it, including any prefix in front of Auth. */
  pathOf(below: string): string {
    return new URL(`${this.configuration.OIDC_ISSUER}/${below}`).pathname;
  }

  private async signInOf(
    uid: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SignInInProgress | undefined> {
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

/** The result of `work`, or the Problem it threw if that is of one of these kinds. Rethrows other errors. */
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
