import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { beak } from '@ates/contracts';
import { AllowAnonymous, Problem } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { registrationMode } from '../registration-mode.js';
import { signInPage } from '../pages/sign-in-pages.js';
import { textsIn, type Texts } from '../pages/texts.js';
import { SignIn, type SigningBrowser } from '../users/sign-in.js';
import { beakMethods } from '../credentials/beak-methods.js';
import {
  Interactions,
  orProblem,
  signInParameter,
  type Exchange,
  type SignInParameter,
} from './interactions.js';

// Browsers always send both fields; anything malformed counts as empty. No stored e-mail contains NUL.
const signInForm = z.object({
  email: z
    .string()
    .max(500)
    .regex(/^[^\0]*$/)
    .catch(''),
  password: z.string().max(500).catch(''),
  // The hash of a photo from the page's script; empty if a password was typed.
  beak: beak.optional().catch(undefined),
});

type SignInForm = z.infer<typeof signInForm>;

/** The sign-in page, between the provider's authorization request and its response (A2). */
@ApiExcludeController()
@AllowAnonymous()
@Controller('oidc/sign-in')
export class SignInController {
  constructor(
    private readonly interactions: Interactions,
    private readonly signIn: SignIn,
    private readonly configuration: AuthConfiguration,
  ) {}

  /** Shows the form, or that the sign-in has expired. */
  @Get(':uid')
  async show(
    @Param({ schema: signInParameter }) { uid }: SignInParameter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = await this.interactions.find(uid, request, reply);
    if (exchange) {
      this.sendForm(exchange, exchange.signIn.loginHint);
    }
  }

  /**
   * Signs in with e-mail and a password or beak (A4), then returns to the application; or shows the form again with the
   * reason.
   */
  @Post(':uid')
  async submit(
    @Param({ schema: signInParameter }) { uid }: SignInParameter,
    @Body({ schema: signInForm }) form: SignInForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = await this.interactions.find(uid, request, reply);
    if (!exchange) {
      return;
    }
    const browser = {
      address: request.ip,
      cookies: request.headers.cookie,
      clientId: exchange.signIn.clientId,
    };
    const outcome = await orProblem(['too-many'], () => this.attempt(form, browser));
    if (outcome instanceof Problem) {
      this.sendTooMany(exchange, form.email, outcome);
    } else if (outcome === undefined) {
      void reply.status(401);
      this.sendForm(exchange, form.email, (texts) => (form.beak ? texts.wrongBeak : texts.wrongPassword));
    } else {
      const amr = form.beak ? beakMethods : ['pwd'];
      await this.interactions.finish(exchange, { accountId: outcome, amr });
    }
  }

  /** The person's id; undefined if the password or beak is wrong. */
  private attempt(
    { email, password, beak: shown }: SignInForm,
    browser: SigningBrowser,
  ): Promise<string | undefined> {
    return shown === undefined
      ? this.signIn.withPassword(email, password, browser)
      : this.signIn.withBeak(email, shown, browser);
  }

  private get canRegister(): boolean {
    return registrationMode(this.configuration) !== 'closed';
  }

  private sendTooMany(exchange: Exchange, email: string, problem: Problem): void {
    const seconds = problem.extensions.retryAfterSeconds ?? 1;
    void exchange.reply.status(429).header('retry-after', String(seconds));
    this.sendForm(exchange, email, (texts) => texts.tooMany(seconds));
  }

  private sendForm(exchange: Exchange, email: string, alert?: (texts: Texts) => string): void {
    const reader = this.interactions.readerOf(exchange);
    const page = signInPage({
      reader,
      action: this.interactions.addressOf(exchange.uid),
      forgottenPassword: this.interactions.addressOf(exchange.uid, 'forgotten-password'),
      registration: this.canRegister ? this.interactions.addressOf(exchange.uid, 'registration') : undefined,
      script: this.interactions.pathOf('beak-photo.js'),
      email,
      alert: alert?.(textsIn(reader.language)),
    });
    this.interactions.send(exchange, page);
  }
}
