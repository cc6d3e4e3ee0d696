import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { firstAdministrator } from '@ates/contracts';
import { AllowAnonymous, Problem } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { LinkPages } from '../links/link-pages.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { pagePolicy } from '../pages/html.js';
import { languageCookie, readerOf, type Reader } from '../pages/reader.js';
import { sendPage } from '../pages/send-page.js';
import { setUpPage, setupPage, type SetupFault } from '../pages/setup-pages.js';
import { SetUpAdministrator } from './set-up-administrator.js';
import { SetupCode } from './setup-code.js';

const typed = z.string().max(500).catch('');

const setupForm = z.object({ code: typed, name: typed, email: typed, password: typed });

type SetupForm = z.infer<typeof setupForm>;

const emptyForm: SetupForm = { code: '', name: '', email: '', password: '' };

/**
 * The page where the operator creates the first administrator, with the setup code from Auth's log (A9); closed after
 * that.
 */
@ApiExcludeController()
@AllowAnonymous()
@Controller('oidc/setup')
export class SetupPageController {
  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly commands: CommandBus,
    private readonly limits: AttemptLimits,
    private readonly pages: LinkPages,
    private readonly code: SetupCode,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = (await this.code.isOpen())
      ? this.form(request, reply, emptyForm, [])
      : this.end(request, reply, 'done-before');
    this.send(reply, page);
  }

  @Post()
  async submit(
    @Body({ schema: setupForm }) form: SetupForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = firstAdministrator.safeParse(form);
    const faults = wanted.success
      ? await this.attempt(new SetUpAdministrator(wanted.data), request.ip)
      : faultsOf(wanted.error);
    if (faults === 'done-before' || faults.length === 0) {
      void reply.status(faults === 'done-before' ? 409 : 200);
      this.send(reply, this.end(request, reply, faults === 'done-before' ? 'done-before' : 'done'));
      return;
    }
    this.refuse(reply, wanted.success ? 403 : 400, faults);
    this.send(reply, this.form(request, reply, form, faults));
  }

  private async attempt(command: SetUpAdministrator, address: string): Promise<SetupFault[] | 'done-before'> {
    if (!(await this.code.isOpen())) {
      return 'done-before';
    }
    try {
      await this.limits.setup(address);
      await this.commands.execute(command);
      return [];
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      if (error.code === 'setup-done') {
        return 'done-before';
      }
      const { retryAfterSeconds: seconds } = error.extensions;
      const fault =
        seconds === undefined ? problemFaults[error.code] : { kind: 'too-many' as const, seconds };
      if (fault === undefined) {
        throw error;
      }
      return [fault];
    }
  }

  private refuse(reply: FastifyReply, status: number, [fault]: readonly SetupFault[]): void {
    if (fault?.kind === 'too-many') {
      void reply.status(429).header('retry-after', String(fault.seconds));
    } else {
      void reply.status(status);
    }
  }

  private form(
    request: FastifyRequest,
    reply: FastifyReply,
    { code, name, email }: SetupForm,
    faults: readonly SetupFault[],
  ): string {
    return setupPage({
      reader: this.readerOf(request, reply),
      action: this.pages.pathOf('setup'),
      code,
      name,
      email,
      faults,
    });
  }

  private end(request: FastifyRequest, reply: FastifyReply, end: 'done' | 'done-before'): string {
    return setUpPage(this.readerOf(request, reply), end, this.pages.application);
  }

  private readerOf(request: FastifyRequest, reply: FastifyReply): Reader {
    const cookie = languageCookie(request, this.configuration.OIDC_ISSUER);
    if (cookie !== undefined) {
      void reply.header('set-cookie', cookie);
    }
    return readerOf(request, this.pages.pathOf('setup'));
  }

  private send(reply: FastifyReply, page: string): void {
    sendPage(reply, page, pagePolicy([]));
  }
}

const problemFaults: Partial<Record<string, SetupFault>> = {
  'wrong-setup-code': { kind: 'code' },
  'email-taken': { kind: 'email-taken' },
  'common-password': { kind: 'common-password' },
  'personal-password': { kind: 'personal-password' },
};

const fields = ['code', 'name', 'email', 'password'] as const;

/** The invalid fields, each once. */
const faultsOf = ({ issues }: z.ZodError): SetupFault[] => {
  const named = new Set(issues.map(({ path }) => path[0]));
  return fields.filter((kind) => named.has(kind)).map((kind) => ({ kind }));
};
