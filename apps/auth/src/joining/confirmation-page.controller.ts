import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConfirmedAddress } from '@ates/contracts';
import { AllowAnonymous, Problem } from '@ates/platform';
import { linkParameter, LinkPages, type LinkExchange, type LinkParameter } from '../links/link-pages.js';
import { confirmAddressPage, confirmedPage, type ConfirmationEnd } from '../pages/confirmation-pages.js';
import { ConfirmAddress } from './confirm-address.js';

const purpose = 'confirm-address';

/** The page behind the link that confirms an address (A9). Its button uses the link; opening the page does not. */
@ApiExcludeController()
@AllowAnonymous()
@Controller('oidc/link/confirm-address/:token')
export class ConfirmationPageController {
  constructor(
    private readonly pages: LinkPages,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  async show(
    @Param({ schema: linkParameter }) { token }: LinkParameter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = { purpose, token, request, reply } as const;
    if ((await this.pages.open(exchange)) !== undefined) {
      this.pages.send(
        exchange,
        confirmAddressPage(this.pages.readerOf(exchange), this.pages.addressOf(exchange)),
      );
    }
  }

  @Post()
  async confirm(
    @Param({ schema: linkParameter }) { token }: LinkParameter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = { purpose, token, request, reply } as const;
    const end = await this.pages.unlessDead(exchange, () => this.attempt(token));
    if (end !== undefined) {
      this.sendEnd(exchange, end);
    }
  }

  private async attempt(token: string): Promise<ConfirmationEnd> {
    try {
      return endOf(await this.commands.execute(new ConfirmAddress(token, undefined)));
    } catch (error) {
      const end = error instanceof Problem ? refusals[error.code] : undefined;
      if (end === undefined) {
        throw error;
      }
      return end;
    }
  }

  private sendEnd(exchange: LinkExchange, end: ConfirmationEnd): void {
    void exchange.reply.status(isRefusal(end) ? 409 : 200);
    this.pages.send(exchange, confirmedPage(this.pages.readerOf(exchange), end, this.pages.application));
  }
}

const refusals: Partial<Record<string, ConfirmationEnd>> = {
  'registration-closed': 'closed',
  'registration-by-invitation': 'by-invitation',
  'email-domain-refused': 'domain-refused',
  'beak-taken': 'beak-taken',
  'email-taken': 'already-registered',
};

const isRefusal = (end: ConfirmationEnd): boolean =>
  Object.values(refusals).includes(end) && end !== 'already-registered';

const endOf = ({ outcome, beak_taken: isBeakTaken }: ConfirmedAddress): ConfirmationEnd =>
  outcome === 'registered' && isBeakTaken ? 'registered-without-beak' : outcome;
