import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errors, type InteractionResults } from 'oidc-provider';
import { z } from 'zod';
import { beak } from '@ates/contracts';
import { AllowAnonymous, Problem } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { failurePage } from '../pages/failure-pages.js';
import { pagePolicy, pagePolicyWithScripts } from '../pages/html.js';
import { languageCookie, readerOf, type Reader } from '../pages/reader.js';
import { signInPage } from '../pages/sign-in-pages.js';
import { textsIn, type Texts } from '../pages/texts.js';
import { SignIn } from '../users/sign-in.js';
import { beakMethods } from './beak-methods.js';
import { CurrentProvider } from './current-provider.js';

const signInParameter = z.object({ uid: z.string().max(100) });

// A browser's form always has both; what else comes is as good as nothing typed. NUL is in no e-mail of ours.
const signInForm = z.object({
  email: z
    .string()
    .max(500)
    .regex(/^[^\0]*$/)
    .catch(''),
  password: z.string().max(500).catch(''),
  // What the page's script made of a photo; empty where somebody typed a password.
  beak: beak.optional().catch(undefined),
});

type SignInParameter = z.infer<typeof signInParameter>;
type SignInForm = z.infer<typeof signInForm>;

/** Somebody is signing in: the provider remembers by a cookie which application wanted it. */
interface SignInUnderWay {
  loginHint: string;
  /** Where the browser goes in the end. */
  redirectUri: string;
}

/** The page where people sign in, between the provider's authorization request and its answer (A2). */
@ApiExcludeController()
@AllowAnonymous()
@Controller('oidc/sign-in')
export class SignInController {
  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly provider: CurrentProvider,
    private readonly signIn: SignIn,
  ) {}

  /** Shows the form; a page that says so when this sign-in is over. */
  @Get(':uid')
  async show(
    @Param({ schema: signInParameter }) { uid }: SignInParameter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const signIn = await this.find(uid, request, reply);
    if (!signIn) {
      this.sendExpired(uid, request, reply);
      return;
    }
    this.sendForm({ uid, request, reply, signIn }, signIn.loginHint);
  }

  /** Takes the e-mail with a password or a beak (A4); goes back to whoever wanted the sign-in, or shows the form again with the reason. */
  @Post(':uid')
  async submit(
    @Param({ schema: signInParameter }) { uid }: SignInParameter,
    @Body({ schema: signInForm }) form: SignInForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const signIn = await this.find(uid, request, reply);
    if (!signIn) {
      this.sendExpired(uid, request, reply);
      return;
    }
    const exchange = { uid, request, reply, signIn };
    const outcome = await this.attempt(form, request.ip);
    if (outcome instanceof Problem) {
      this.sendTooMany(exchange, form.email, outcome);
    } else if (outcome === undefined) {
      void reply.status(401);
      this.sendForm(exchange, form.email, (texts) => (form.beak ? texts.wrongBeak : texts.wrongPassword));
    } else {
      await this.finish(exchange, { accountId: outcome, amr: form.beak ? beakMethods : ['pwd'] });
    }
  }

  /** The id of the person, undefined for a wrong password or beak, or the Problem of too many attempts. */
  private async attempt(form: SignInForm, address: string): Promise<string | Problem | undefined> {
    const { email, password, beak: shown } = form;
    try {
      return shown === undefined
        ? await this.signIn.withPassword(email, password, address)
        : await this.signIn.withBeak(email, shown, address);
    } catch (error) {
      if (error instanceof Problem && error.kind === 'too-many') {
        return error;
      }
      throw error;
    }
  }

  private async find(
    uid: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SignInUnderWay | undefined> {
    try {
      const interaction = await this.provider.get().interactionDetails(request.raw, reply.raw);
      const { login_hint: hint, redirect_uri: redirectUri } = interaction.params;
      return interaction.uid === uid
        ? { loginHint: textOf(hint), redirectUri: textOf(redirectUri) }
        : undefined;
    } catch (error) {
      if (error instanceof errors.SessionNotFound) {
        return undefined;
      }
      throw error;
    }
  }

  private async finish({ request, reply }: Exchange, login: Login): Promise<void> {
    const result = { login };
    const next = await this.provider
      .get()
      .interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false });
    await reply.redirect(next, 303);
  }

  private sendTooMany(exchange: Exchange, email: string, problem: Problem): void {
    const seconds = problem.extensions.retryAfterSeconds ?? 1;
    void exchange.reply.status(429).header('retry-after', String(seconds));
    this.sendForm(exchange, email, (texts) => texts.tooMany(seconds));
  }

  private sendForm(
    { uid, request, reply, signIn }: Exchange,
    email: string,
    alert?: (texts: Texts) => string,
  ): void {
    const reader = this.readerOf(uid, request, reply);
    const page = signInPage({
      reader,
      action: this.addressOf(uid),
      script: this.pathOf('beak-photo.js'),
      email,
      alert: alert?.(textsIn(reader.language)),
    });
    sendPage(reply, page, pagePolicyWithScripts(originsOf(signIn.redirectUri)));
  }

  private sendExpired(uid: string, request: FastifyRequest, reply: FastifyReply): void {
    const application = `${this.configuration.WEB_ORIGIN[0] ?? ''}/`;
    const reader = this.readerOf(uid, request, reply);
    void reply.status(400);
    sendPage(reply, failurePage(reader, { kind: 'expired', application }), pagePolicy([]));
  }

  private readerOf(uid: string, request: FastifyRequest, reply: FastifyReply): Reader {
    const cookie = languageCookie(request, this.configuration.OIDC_ISSUER);
    if (cookie !== undefined) {
      void reply.header('set-cookie', cookie);
    }
    return readerOf(request, this.addressOf(uid));
  }

  private addressOf(uid: string): string {
    return this.pathOf(`sign-in/${encodeURIComponent(uid)}`);
  }

  /** As a browser asks for it, which may be behind the origin's prefix. */
  private pathOf(below: string): string {
    return new URL(`${this.configuration.OIDC_ISSUER}/${below}`).pathname;
  }
}

type Login = NonNullable<InteractionResults['login']>;

interface Exchange {
  uid: string;
  request: FastifyRequest;
  reply: FastifyReply;
  signIn: SignInUnderWay;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const originsOf = (address: string): string[] => (URL.canParse(address) ? [new URL(address).origin] : []);

function sendPage(reply: FastifyReply, page: string, policy: string): void {
  void reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .send(page);
}
