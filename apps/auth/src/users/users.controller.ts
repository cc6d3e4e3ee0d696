import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  checkYourMail,
  newBeak,
  newPassword,
  newUser,
  sessionList,
  user,
  userChange,
  userPage,
  usersQuery,
  uuidParameter,
  type CheckYourMail,
  type NewBeak,
  type NewPassword,
  type NewUser,
  type SessionList,
  type UserChange,
  type UserPage,
  type UsersQuery,
  type UserView,
} from '@ates/contracts';
import {
  ApiRoute,
  Allow,
  ApiIdempotencyKey,
  type Asker,
  CurrentAsker,
  CurrentPrincipal,
  hasRole,
  type IdempotencyKey,
  type Principal,
  Problem,
  RequestIdempotencyKey,
  heavyReadProblems,
} from '@ates/platform';
import { refusedPasswords } from '../credentials/refused-password-documentation.js';
import { SendPasswordReset } from './send-password-reset.js';
import { AddInvitedPerson } from './add-invited-person.js';
import { ChangeUser } from './change-user.js';
import { CreateUser } from './create-user.js';
import { DeleteUser } from './delete-user.js';
import { SignIn } from './sign-in.js';
import { RemoveBeak } from './remove-beak.js';
import { SetBeak } from './set-beak.js';
import { SetPassword } from './set-password.js';
import { SignOutEverywhere } from './sign-out-everywhere.js';
import { UsersQueries } from './users.queries.js';

const administrators = { people: ['administrator'] };
const administratorsAndServices = { ...administrators, services: 'users:read' };

interface UserParameter {
  uuid: string;
}

/** People: for administrators (A1), and for services with `users:read` to look up by id (A5). */
@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: UsersQueries,
    private readonly signIn: SignIn,
  ) {}

  /** Lists people in pages. Services must name them by `ids`. */
  @Get()
  @Allow(administratorsAndServices)
  @ApiRoute({
    summary: 'List people',
    description:
      'Filters by part of the name or e-mail, by role, by status, and by up to 200 `ids`; filters are combined with ' +
      'AND. Deleted people are listed only with `status=deleted`. Services must set `ids`.',
    answers: { 200: userPage },
    problems: {
      403: { 'ids-required': 'A service must set `ids`' },
      ...heavyReadProblems,
    },
  })
  list(
    @Query({ schema: usersQuery }) query: UsersQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<UserPage> {
    if (principal.kind === 'service' && !query.ids) {
      throw new Problem('forbidden', 'ids-required', 'Name the people to look up: ?ids=<uuid>,<uuid>.');
    }
    return this.queries.page(query, asker);
  }

  /** Adds a person. */
  @Post()
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Add a person',
    description:
      'The administrator vouches for the address. Without a password, the person gets a mail with a link to choose ' +
      'how they sign in.',
    answers: { 201: { description: 'Added; `Location` is their address', schema: user } },
    problems: {
      400: refusedPasswords,
      409: { 'email-taken': 'Someone already has this e-mail' },
      429: { 'too-many-mails': 'The address has reached its daily limit of mails' },
    },
  })
  async create(
    @Body({ schema: newUser }) body: NewUser,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    const created = await this.commands.execute(
      body.password === undefined
        ? new AddInvitedPerson(body, principal.id, idempotencyKey)
        : new CreateUser(body, idempotencyKey),
    );
    // Relative to this address, so that it is right behind the origin's prefix as well.
    void reply.header('location', `users/${created.uuid}`);
    return created;
  }

  /** One person (A5). */
  @Get(':uuid')
  @Allow(administratorsAndServices)
  @ApiRoute({
    summary: 'Read a person',
    answers: { 200: user },
    problems: { 404: { 'user-not-found': 'There is no such person' } },
  })
  read(@Param({ schema: uuidParameter }) { uuid }: UserParameter): Promise<UserView> {
    return this.queries.one(uuid);
  }

  /** Changes the given fields of a person. */
  @Patch(':uuid')
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Change a person',
    description:
      'New roles take effect at once, even for tokens already issued. If the address changes, both addresses get a ' +
      'mail. With `unchanged_since`, a person who was changed after that time is not changed again.',
    answers: { 200: user },
    problems: {
      404: { 'user-not-found': 'There is no such person' },
      409: {
        'user-changed': 'The person was changed after `unchanged_since`',
        'email-taken': 'Someone already has this e-mail',
        'last-administrator': 'This is the last administrator',
      },
    },
  })
  change(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @Body({ schema: userChange }) body: UserChange,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<UserView> {
    return this.commands.execute(new ChangeUser(uuid, body, idempotencyKey));
  }

  /** Deletes a person and signs them out everywhere. */
  @Delete(':uuid')
  @HttpCode(204)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Delete a person',
    description: 'They are signed out everywhere at once, and their e-mail can be used again.',
    answers: { 204: 'Deleted' },
    problems: {
      404: { 'user-not-found': 'There is no such person' },
      409: { 'last-administrator': 'This is the last administrator' },
    },
  })
  delete(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new DeleteUser(uuid, idempotencyKey));
  }

  /** Lists a person's sessions. */
  @Get(':uuid/sessions')
  @Allow(administrators)
  @ApiRoute({
    summary: "List a person's sessions",
    description: 'Browsers and devices that are signed in, the one used last first.',
    answers: { 200: sessionList },
    problems: { 404: { 'user-not-found': 'There is no such person' } },
  })
  sessions(@Param({ schema: uuidParameter }) { uuid }: UserParameter): Promise<SessionList> {
    return this.queries.sessions(uuid);
  }

  /** Ends all sessions of a person. */
  @Delete(':uuid/sessions')
  @HttpCode(204)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Sign a person out everywhere',
    description:
      'Browsers and devices get no more tokens. Access tokens already issued are valid until they expire, within minutes.',
    answers: { 204: 'Signed out' },
    problems: { 404: { 'user-not-found': 'There is no such person' } },
  })
  signOutEverywhere(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new SignOutEverywhere(uuid, idempotencyKey));
  }

  /** Sets a password: administrators anyone's, others their own by providing the current one. */
  @Put(':uuid/credentials/password')
  @HttpCode(204)
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Set a password',
    description:
      'Administrators can set it for anyone; others only for themselves, by providing `current_password`. Ends all ' +
      'sessions of that person.',
    answers: { 204: 'Set' },
    problems: {
      400: refusedPasswords,
      403: {
        'not-your-account': "Only administrators can set someone else's password",
        'wrong-password': 'The current password is wrong',
      },
      404: { 'user-not-found': 'There is no such person' },
      429: { 'too-many-attempts': 'Too many wrong passwords; see Retry-After' },
    },
  })
  async setPassword(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @Body({ schema: newPassword }) body: NewPassword,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    if (!hasRole(principal, 'administrator')) {
      await this.requireOwner(uuid, principal, body.current_password, request.ip);
    }
    await this.commands.execute(new SetPassword(uuid, body.password, idempotencyKey));
  }

  /** Mails a password reset link to a person (A9). */
  @Post(':uuid/password-reset')
  @HttpCode(202)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Send a password reset link',
    description:
      'The person can set a new password with it once, within an hour; earlier links stop working. Until then ' +
      'nothing else changes.',
    answers: { 202: { description: 'The mail is on its way', schema: checkYourMail } },
    problems: {
      404: { 'user-not-found': 'There is no such person' },
      429: { 'too-many-mails': 'The address has reached its daily limit of mails; see Retry-After' },
    },
  })
  async sendPasswordReset(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<CheckYourMail> {
    return this.commands.execute(new SendPasswordReset(uuid, idempotencyKey));
  }

  /** Sets a beak (A4): administrators anyone's, others their own by providing their password. */
  @Put(':uuid/credentials/beak')
  @HttpCode(204)
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Set a beak',
    description:
      'The SHA-256 of a photo to sign in with. Administrators can set it for anyone; others only for themselves, by ' +
      'providing `current_password`. Replacing a beak ends all sessions of that person.',
    answers: { 204: 'Set' },
    problems: {
      403: {
        'not-your-account': "Only administrators can set someone else's beak",
        'wrong-password': 'The current password is wrong',
      },
      404: { 'user-not-found': 'There is no such person' },
      409: { 'beak-taken': 'Someone else already signs in with this photo' },
      429: { 'too-many-attempts': 'Too many wrong passwords; see Retry-After' },
    },
  })
  async setBeak(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @Body({ schema: newBeak }) body: NewBeak,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    if (!hasRole(principal, 'administrator')) {
      await this.requireOwner(uuid, principal, body.current_password, request.ip);
    }
    await this.commands.execute(new SetBeak(uuid, body.beak, idempotencyKey));
  }

  /** Removes a beak (A4): administrators anyone's, others their own. */
  @Delete(':uuid/credentials/beak')
  @HttpCode(204)
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Remove a beak',
    description:
      'Administrators can remove it for anyone; others only for themselves, if they have a password. Removing a beak ' +
      'ends all sessions of that person.',
    answers: { 204: 'Removed, or there was none' },
    problems: {
      403: { 'not-your-account': "Only administrators can remove someone else's beak" },
      404: { 'user-not-found': 'There is no such person' },
      409: { 'last-credential': 'Without the beak, the person could not sign in' },
    },
  })
  async removeBeak(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    const isAdministrator = hasRole(principal, 'administrator');
    if (!isAdministrator && uuid !== principal.id) {
      throw notYourAccount();
    }
    await this.commands.execute(new RemoveBeak(uuid, !isAdministrator, idempotencyKey));
  }

  /**
   * Throws unless the person owns the account and knows its password: a stolen token must not suffice to lock out its
   * owner.
   */
  private async requireOwner(
    uuid: string,
    principal: Principal,
    password: string | undefined,
    address: string,
  ): Promise<void> {
    if (uuid !== principal.id) {
      throw notYourAccount();
    }
    const { email } = await this.queries.one(uuid);
    const isOwner = await this.signIn.confirm(email, password ?? '', address);
    if (!isOwner) {
      throw new Problem(
        'forbidden',
        'wrong-password',
        'Provide `current_password` to change your credentials.',
      );
    }
  }
}

const notYourAccount = (): Problem =>
  new Problem('forbidden', 'not-your-account', "Only administrators can change someone else's credentials.");
