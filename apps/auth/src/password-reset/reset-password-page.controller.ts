import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { passwordText } from '@ates/contracts';
import { AllowAnonymous, Problem } from '@ates/platform';
import { refusedPasswordCodes } from '../credentials/new-passwords.js';
import { LinkPages, linkParameter, type LinkExchange, type LinkParameter } from '../links/link-pages.js';
import { orProblem } from '../oidc/interactions.js';
import { passwordChangedPage, resetPasswordPage, type PasswordFault } from '../pages/password-reset-pages.js';
import { ResetPassword } from './reset-password.js';

const form = z.object({ password: z.string().max(500).catch('') });

type Form = z.infer<typeof form>;

/** The page behind a reset link, where its owner chooses a new password (A9). Opening it changes nothing. */
@ApiExcludeController()
@AllowAnonymous()
@Controller('oidc/link/reset-password/:token')
export class ResetPasswordPageController {
  constructor(
    private readonly pages: LinkPages,
    private readonly commands: CommandBus,
  ) {}

  /** Shows the form, or why the link no longer works. */
  @Get()
  async show(
    @Param({ schema: linkParameter }) { token }: LinkParameter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = exchangeOf(token, request, reply);
    if ((await this.pages.open(exchange)) !== undefined) {
      this.sendForm(exchange);
    }
  }

  /** Sets the password and uses up the link; or shows the form again with the reason, and the link still works. */
  @Post()
  @HttpCode(200)
  async submit(
    @Param({ schema: linkParameter }) { token }: LinkParameter,
    @Body({ schema: form }) { password }: Form,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = exchangeOf(token, request, reply);
    if ((await this.pages.open(exchange)) === undefined) {
      return;
    }
    if (!passwordText.safeParse(password).success) {
      void reply.status(400);
      this.sendForm(exchange, 'length');
      return;
    }
    const outcome = await this.pages.unlessDead(exchange, () => this.reset(exchange, password));
    if (outcome === 'changed') {
      const reader = this.pages.readerOf(exchange);
      this.pages.send(
        exchange,
        passwordChangedPage({ ...reader, address: undefined }, this.pages.application),
      );
    } else if (outcome !== undefined) {
      void reply.status(400);
      this.sendForm(exchange, outcome);
    }
  }

  /** `changed`, or why the password was refused. */
  private async reset(exchange: LinkExchange, password: string): Promise<PasswordFault | 'changed'> {
    const { language } = this.pages.readerOf(exchange);
    const refusal = await orProblem(['invalid'], () =>
      this.commands.execute(new ResetPassword(exchange.token, password, language)),
    );
    return refusal instanceof Problem
      ? (refusedPasswordCodes.find((code) => code === refusal.code) ?? 'length')
      : 'changed';
  }

  private sendForm(exchange: LinkExchange, fault?: PasswordFault): void {
    const page = resetPasswordPage({
      reader: this.pages.readerOf(exchange),
      action: this.pages.addressOf(exchange),
      fault,
    });
    this.pages.send(exchange, page);
  }
}

const exchangeOf = (token: string, request: FastifyRequest, reply: FastifyReply): LinkExchange => ({
  purpose: 'reset-password',
  token,
  request,
  reply,
});
