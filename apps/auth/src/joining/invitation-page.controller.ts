import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { invitationAcceptance } from '@ates/contracts';
import { AllowAnonymous, Database, Problem } from '@ates/platform';
import { refusedPasswordCodes } from '../credentials/new-passwords.js';
import { linkParameter, LinkPages, type LinkExchange, type LinkParameter } from '../links/link-pages.js';
import { invitationPage, joinedPage, type InvitationFault } from '../pages/invitation-pages.js';
import { AcceptInvitation } from './accept-invitation.js';
import { readInvitation } from './invited-people.queries.js';

const purpose = 'invitation';

const typed = z.string().max(500).catch('');

// Browsers send every field, empty if nothing was entered.
const acceptanceForm = z.object({ name: typed, password: typed, beak: typed });

type AcceptanceForm = z.infer<typeof acceptanceForm>;

/** The page behind the link in an invitation (A9). Its form uses the link; opening the page does not. */
@ApiExcludeController()
@AllowAnonymous()
@Controller('oidc/link/invitation/:token')
export class InvitationPageController {
  constructor(
    private readonly pages: LinkPages,
    private readonly commands: CommandBus,
    private readonly database: Database,
  ) {}

  @Get()
  async show(
    @Param({ schema: linkParameter }) { token }: LinkParameter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sendForm({ purpose, token, request, reply }, undefined, []);
  }

  @Post()
  @HttpCode(200)
  async accept(
    @Param({ schema: linkParameter }) { token }: LinkParameter,
    @Body({ schema: acceptanceForm }) form: AcceptanceForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = { purpose, token, request, reply } as const;
    const filledIn = Object.fromEntries(Object.entries(form).filter(([, text]) => text.trim() !== ''));
    const wanted = invitationAcceptance.safeParse({ ...filledIn, token });
    if (!wanted.success) {
      void reply.status(400);
      await this.sendForm(exchange, form.name, faultsOf(wanted.error));
      return;
    }
    const outcome = await this.pages.unlessDead(exchange, () =>
      this.attempt(new AcceptInvitation(wanted.data, undefined)),
    );
    if (outcome === 'joined') {
      this.pages.send(exchange, joinedPage(this.pages.readerOf(exchange), this.pages.application));
    } else if (outcome !== undefined) {
      void reply.status(refusedPasswordCodes.some((code) => code === outcome) ? 400 : 409);
      await this.sendForm(exchange, form.name, [outcome]);
    }
  }

  private async attempt(command: AcceptInvitation): Promise<'joined' | InvitationFault> {
    try {
      await this.commands.execute(command);
      return 'joined';
    } catch (error) {
      const fault = error instanceof Problem ? faults[error.code] : undefined;
      if (fault === undefined) {
        throw error;
      }
      return fault;
    }
  }

  private async sendForm(
    exchange: LinkExchange,
    name: string | undefined,
    faults: readonly InvitationFault[],
  ): Promise<void> {
    const id = await this.pages.open(exchange);
    if (id === undefined) {
      return;
    }
    const invited = await readInvitation(this.database, id);
    const page = invitationPage({
      reader: this.pages.readerOf(exchange),
      action: this.pages.addressOf(exchange),
      script: this.pages.pathOf('beak-photo.js'),
      email: invited?.email ?? '',
      name: name ?? invited?.name ?? '',
      asksName: invited?.hasAccount !== true,
      faults,
    });
    this.pages.send(exchange, page, { hasScripts: true });
  }
}

const faults: Partial<Record<string, InvitationFault>> = {
  'name-needed': 'name',
  'common-password': 'common-password',
  'personal-password': 'personal-password',
  'beak-taken': 'beak-taken',
  'email-taken': 'email-taken',
  'invitations-closed': 'closed',
};

const fieldFaults = ['name', 'password', 'beak'] as const;

/** The invalid fields, each once. */
const faultsOf = ({ issues }: z.ZodError): InvitationFault[] => {
  const named = new Set(issues.map(({ path }) => path[0]));
  return fieldFaults.filter((fault) => named.has(fault));
};
