import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emailAddress } from '@ates/contracts';
import { AllowAnonymous, Problem } from '@ates/platform';
import { AttemptLimits } from '../limits/attempt-limits.js';
import {
  Interactions,
  orProblem,
  signInParameter,
  type Exchange,
  type SignInParameter,
} from '../oidc/interactions.js';
import {
  forgottenPasswordPage,
  resetRequestedPage,
  type ForgottenFault,
} from '../pages/password-reset-pages.js';
import { RequestPasswordReset } from './request-password-reset.js';

const step = 'forgotten-password';

const form = z.object({ email: z.string().max(500).catch('') });

type Form = z.infer<typeof form>;

/** The page where people who forgot their password request a reset link during a sign-in (A9). */
@ApiExcludeController()
@AllowAnonymous()
@Controller('oidc/sign-in/:uid/forgotten-password')
export class ForgottenPasswordPageController {
  constructor(
    private readonly interactions: Interactions,
    private readonly limits: AttemptLimits,
    private readonly commands: CommandBus,
  ) {}

  /** Shows the form. */
  @Get()
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

  /** Mails a link to the person with this address; the page is the same if there is no such person. */
  @Post()
  @HttpCode(200)
  async submit(
    @Param({ schema: signInParameter }) { uid }: SignInParameter,
    @Body({ schema: form }) { email }: Form,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = await this.interactions.find(uid, request, reply);
    if (!exchange) {
      return;
    }
    if (!emailAddress.safeParse(email).success) {
      void reply.status(400);
      this.sendForm(exchange, email, { kind: 'email' });
      return;
    }
    const refusal = await orProblem(['too-many'], () => this.request(exchange, email));
    if (refusal instanceof Problem) {
      const seconds = refusal.extensions.retryAfterSeconds ?? 1;
      void reply.status(429).header('retry-after', String(seconds));
      this.sendForm(exchange, email, { kind: 'too-many', seconds });
      return;
    }
    const reader = this.interactions.readerOf(exchange, step);
    const page = resetRequestedPage(
      { ...reader, address: undefined },
      email,
      this.interactions.addressOf(uid),
    );
    this.interactions.send(exchange, page);
  }

  private async request(exchange: Exchange, email: string): Promise<void> {
    await this.limits.passwordReset(exchange.request.ip);
    const { language } = this.interactions.readerOf(exchange, step);
    await this.commands.execute(new RequestPasswordReset(email, language, undefined));
  }

  private sendForm(exchange: Exchange, email: string, fault?: ForgottenFault): void {
    const page = forgottenPasswordPage({
      reader: this.interactions.readerOf(exchange, step),
      action: this.interactions.addressOf(exchange.uid, step),
      signIn: this.interactions.addressOf(exchange.uid),
      email,
      fault,
    });
    this.interactions.send(exchange, page);
  }
}
