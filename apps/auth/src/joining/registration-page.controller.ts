import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emailAddress, registration, type CheckYourMail } from '@ates/contracts';
import { AllowAnonymous, Problem } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { refusedPasswordCodes } from '../credentials/new-passwords.js';
import { RegisterPerson } from './register-person.js';
import { registrationMode } from '../registration-mode.js';
import { ResendConfirmation } from './resend-confirmation.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import {
  checkMailPage,
  registrationPage,
  registrationShutPage,
  type RegistrationFault,
} from '../pages/registration-pages.js';
import {
  Interactions,
  orProblem,
  signInParameter,
  type Exchange,
  type SignInParameter,
} from '../oidc/interactions.js';

const step = 'registration';

const typed = z.string().max(500).catch('');

// Browsers send every field, empty if nothing was entered.
const registrationForm = z.object({ name: typed, email: typed, password: typed, beak: typed });

type RegistrationForm = z.infer<typeof registrationForm>;

const againForm = z.object({ email: typed });

/**
 * The page where people register (A9) with a password, a beak (A4) or both; a mail asks them to confirm their address.
 */
@ApiExcludeController()
@AllowAnonymous()
@Controller('oidc/sign-in/:uid/registration')
export class RegistrationPageController {
  constructor(
    private readonly interactions: Interactions,
    private readonly limits: AttemptLimits,
    private readonly commands: CommandBus,
    private readonly configuration: AuthConfiguration,
  ) {}

  /** Shows the form, or why registration is closed, or that the sign-in has expired. */
  @Get()
  async show(
    @Param({ schema: signInParameter }) { uid }: SignInParameter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = await this.interactions.find(uid, request, reply);
    if (exchange) {
      this.sendForm(exchange, { name: '', email: exchange.signIn.loginHint }, []);
    }
  }

  /** Registers the person and asks them to check their mail, or shows the form again with the reasons. */
  @Post()
  @HttpCode(200)
  async submit(
    @Param({ schema: signInParameter }) { uid }: SignInParameter,
    @Body({ schema: registrationForm }) form: RegistrationForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = await this.interactions.find(uid, request, reply);
    if (!exchange) {
      return;
    }
    const wanted = registration.safeParse(filledIn(form));
    if (!wanted.success) {
      void reply.status(400);
      this.sendForm(exchange, form, faultsOf(wanted.error));
      return;
    }
    const { language } = this.interactions.readerOf(exchange, step);
    await this.answer(exchange, form, new RegisterPerson(wanted.data, language, undefined));
  }

  /** Sends the mail again. */
  @Post('again')
  @HttpCode(200)
  async again(
    @Param({ schema: signInParameter }) { uid }: SignInParameter,
    @Body({ schema: againForm }) { email }: { email: string },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const exchange = await this.interactions.find(uid, request, reply);
    if (!exchange) {
      return;
    }
    const address = emailAddress.safeParse(email);
    if (!address.success) {
      void reply.status(400);
      this.sendForm(exchange, { name: '', email }, [{ kind: 'email' }]);
      return;
    }
    await this.answer(exchange, { name: '', email }, new ResendConfirmation(address.data, undefined));
  }

  private async answer(
    exchange: Exchange,
    form: Pick<RegistrationForm, 'name' | 'email'>,
    command: RegisterPerson | ResendConfirmation,
  ): Promise<void> {
    const outcome = await orProblem(
      ['forbidden', 'invalid', 'too-many'],
      async (): Promise<CheckYourMail> => {
        await this.limits.registration(exchange.request.ip);
        return this.commands.execute(command);
      },
    );
    if (outcome instanceof Problem) {
      this.refuse(exchange, form, outcome);
    } else {
      this.sendCheckMail(exchange, outcome.email, command instanceof ResendConfirmation);
    }
  }

  private refuse(exchange: Exchange, form: Pick<RegistrationForm, 'name' | 'email'>, problem: Problem): void {
    const { retryAfterSeconds: seconds } = problem.extensions;
    if (seconds !== undefined) {
      void exchange.reply.status(429).header('retry-after', String(seconds));
      this.sendForm(exchange, form, [{ kind: 'too-many', seconds }]);
      return;
    }
    const refused = refusedPasswordCodes.find((code) => code === problem.code);
    if (refused !== undefined) {
      void exchange.reply.status(400);
      this.sendForm(exchange, form, [{ kind: refused }]);
      return;
    }
    void exchange.reply.status(403);
    const domains = this.configuration.REGISTRATION_DOMAINS.join(', ');
    this.sendForm(exchange, form, [{ kind: 'domain', domains }]);
  }

  private sendCheckMail(exchange: Exchange, email: string, isSentAgain: boolean): void {
    const page = checkMailPage({
      reader: this.interactions.readerOf(exchange, step),
      email,
      action: this.interactions.addressOf(exchange.uid, `${step}/again`),
      signIn: this.interactions.addressOf(exchange.uid),
      isSentAgain,
    });
    this.interactions.send(exchange, page);
  }

  private sendForm(
    exchange: Exchange,
    { name, email }: Pick<RegistrationForm, 'name' | 'email'>,
    faults: readonly RegistrationFault[],
  ): void {
    const reader = this.interactions.readerOf(exchange, step);
    const signIn = this.interactions.addressOf(exchange.uid);
    const mode = registrationMode(this.configuration);
    if (mode === 'closed' || mode === 'by-invitation') {
      this.interactions.send(exchange, registrationShutPage(reader, mode, signIn));
      return;
    }
    const page = registrationPage({
      reader,
      action: this.interactions.addressOf(exchange.uid, step),
      signIn,
      script: this.interactions.pathOf('beak-photo.js'),
      mode,
      name,
      email,
      faults,
    });
    this.interactions.send(exchange, page);
  }
}

/** The form without its empty fields. */
const filledIn = (form: RegistrationForm): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter(([, text]) => text !== ''));

const faultKinds = ['name', 'email', 'password', 'beak'] as const;

/** The invalid fields, each once. */
const faultsOf = ({ issues }: z.ZodError): RegistrationFault[] => {
  const named = new Set(issues.map(({ path }) => path[0]));
  return faultKinds.filter((kind) => named.has(kind)).map((kind) => ({ kind }));
};
