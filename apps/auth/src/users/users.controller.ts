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
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  checkYourMail,
  newBeak,
  newPassword,
  newUser,
  user,
  userChange,
  userPage,
  usersQuery,
  uuidParameter,
  type CheckYourMail,
  type NewBeak,
  type NewPassword,
  type NewUser,
  type UserChange,
  type UserPage,
  type UsersQuery,
  type UserView,
} from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  type Asker,
  CurrentAsker,
  CurrentPrincipal,
  hasRole,
  type IdempotencyKey,
  type Principal,
  Problem,
  ProblemResponse,
  RequestIdempotencyKey,
} from '@ates/platform';
import { refusedPasswords } from '../credentials/refused-password-documentation.js';
import { SendPasswordReset } from '../password-reset/send-password-reset.js';
import { AddInvitedPerson } from './add-invited-person.js';
import { ChangeUser } from './change-user.js';
import { CreateUser } from './create-user.js';
import { DeleteUser } from './delete-user.js';
import { SignIn } from './sign-in.js';
import { RemoveBeak } from './remove-beak.js';
import { SetBeak } from './set-beak.js';
import { SetPassword } from './set-password.js';
import { UsersQueries } from './users.queries.js';

const administrators = { people: ['administrator'] };
const administratorsAndServices = { ...administrators, services: 'users:read' };

interface UserParameter {
  uuid: string;
}

/** People, for administrators (A1); for services that have `users:read` to look up the ones they know of (A5). */
@ApiTags('users')
@ProblemResponse(401, { 'missing-token': 'Nobody is signed in', 'expired-token': 'The token ran out' })
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
@Controller('users')
export class UsersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: UsersQueries,
    private readonly signIn: SignIn,
  ) {}

  /** Lists people in the order in which they came, page by page. A service says which ones, by `ids`. */
  @Get()
  @Allow(administratorsAndServices)
  @ApiOperation({
    summary: 'List people',
    description:
      'By part of the name or e-mail, by role, or by `ids`, up to 200; filters narrow each other. Who is deleted is ' +
      'left out. Services must name `ids`.',
  })
  @ApiResponse({ status: 200, standardSchema: userPage })
  @ProblemResponse(400, {
    'invalid-request': 'A filter is wrong or unknown; `errors` names it',
    'invalid-cursor': 'The cursor is not one that this list gave',
  })
  @ProblemResponse(403, {
    'role-required': 'People are for administrators',
    'missing-scope': 'The service has no scope users:read',
    'ids-required': 'A service looks up people that it knows of',
  })
  @ProblemResponse(429, { 'too-many-searches': 'Other searches of yours are waiting; see Retry-After' })
  @ProblemResponse(503, {
    'database-unavailable': 'The database does not answer; try again shortly',
    'searches-busy': 'Too many people are searching; see Retry-After',
    'read-took-too-long': 'The search took too long and was stopped; search for more letters',
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
  @ApiOperation({
    summary: 'Add a person',
    description:
      'The administrator vouches for the address. Without a password the person gets a mail with a link, to choose how ' +
      'they sign in.',
  })
  @ApiResponse({ status: 201, description: 'Added; `Location` names them', standardSchema: user })
  @ProblemResponse(400, {
    'invalid-request': 'A field is missing, wrong or unknown; `errors` names it',
    ...refusedPasswords,
  })
  @ProblemResponse(403, { 'role-required': 'This is for administrators' })
  @ProblemResponse(409, { 'email-taken': 'Somebody has this e-mail already' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-mails': 'The address has reached its daily limit of mails' })
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
  @ApiOperation({ summary: 'Read a person' })
  @ApiResponse({ status: 200, standardSchema: user })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(403, {
    'role-required': 'People are for administrators',
    'missing-scope': 'The service has no scope users:read',
  })
  @ProblemResponse(404, { 'user-not-found': 'There is no such person, or not any more' })
  read(@Param({ schema: uuidParameter }) { uuid }: UserParameter): Promise<UserView> {
    return this.queries.one(uuid);
  }

  /** Changes what is named. */
  @Patch(':uuid')
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Change a person',
    description:
      'New roles count at once, for tokens given out before too. When the address changes, both addresses get a mail.',
  })
  @ApiResponse({ status: 200, standardSchema: user })
  @ProblemResponse(400, { 'invalid-request': 'A field is wrong or unknown; `errors` names it' })
  @ProblemResponse(403, { 'role-required': 'This is for administrators' })
  @ProblemResponse(404, { 'user-not-found': 'There is no such person, or not any more' })
  @ProblemResponse(409, {
    'email-taken': 'Somebody has this e-mail already',
    'last-administrator': 'Nobody else is administrator',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  change(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @Body({ schema: userChange }) body: UserChange,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<UserView> {
    return this.commands.execute(new ChangeUser(uuid, body, idempotencyKey));
  }

  /** Deletes a person, who is signed out everywhere. */
  @Delete(':uuid')
  @HttpCode(204)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Delete a person',
    description: 'They are signed out everywhere at once; the e-mail is free again.',
  })
  @ApiResponse({ status: 204, description: 'Deleted' })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(403, { 'role-required': 'This is for administrators' })
  @ProblemResponse(404, { 'user-not-found': 'There is no such person, or not any more' })
  @ProblemResponse(409, { 'last-administrator': 'Nobody else is administrator' })
  delete(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new DeleteUser(uuid, idempotencyKey));
  }

  /** Sets a password: an administrator anybody's, everybody the own one by the one before. */
  @Put(':uuid/credentials/password')
  @HttpCode(204)
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Set a password',
    description:
      'Administrators set any; others their own, and name the `current_password`. All sessions of that person end.',
  })
  @ApiResponse({ status: 204, description: 'Set' })
  @ProblemResponse(400, {
    'invalid-request': 'A field is missing, wrong or unknown; `errors` names it',
    ...refusedPasswords,
  })
  @ProblemResponse(403, {
    'not-your-account': "Somebody else's password is for administrators to set",
    'wrong-password': 'The current password is another one',
  })
  @ProblemResponse(404, { 'user-not-found': 'There is no such person, or not any more' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-attempts': 'Too many wrong passwords; see Retry-After' })
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

  /** Has a link to a new password mailed to a person (A9). */
  @Post(':uuid/password-reset')
  @HttpCode(202)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Mail a link to a new password',
    description:
      'The person sets the password with it, once, within an hour; earlier links stop working. Nothing else changes until then.',
  })
  @ApiResponse({ status: 202, description: 'The mail is on its way', standardSchema: checkYourMail })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(403, { 'role-required': 'This is for administrators' })
  @ProblemResponse(404, { 'user-not-found': 'There is no such person, or not any more' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-mails': 'The address has had its mails of the day; see Retry-After' })
  async sendPasswordReset(
    @Param({ schema: uuidParameter }) { uuid }: UserParameter,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<CheckYourMail> {
    return this.commands.execute(new SendPasswordReset(uuid, idempotencyKey));
  }

  /** Sets a beak (A4): an administrator anybody's, everybody the own one by their password. */
  @Put(':uuid/credentials/beak')
  @HttpCode(204)
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Set a beak',
    description:
      'The SHA-256 of a photo, to sign in with it. Administrators set any; others their own, and name the ' +
      '`current_password`. Where it replaces another beak, all sessions of that person end.',
  })
  @ApiResponse({ status: 204, description: 'Set' })
  @ProblemResponse(400, { 'invalid-request': 'A field is missing, wrong or unknown; `errors` names it' })
  @ProblemResponse(403, {
    'not-your-account': "Somebody else's beak is for administrators to set",
    'wrong-password': 'The current password is another one',
  })
  @ProblemResponse(404, { 'user-not-found': 'There is no such person, or not any more' })
  @ProblemResponse(409, { 'beak-taken': 'Somebody else signs in with this photo' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-attempts': 'Too many wrong passwords; see Retry-After' })
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

  /** Removes a beak (A4): an administrator anybody's, everybody the own one. */
  @Delete(':uuid/credentials/beak')
  @HttpCode(204)
  @Allow({ people: 'everyone' })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Remove a beak',
    description:
      'Administrators remove any; others their own, as long as they have a password. If there was one, all sessions ' +
      'of that person end.',
  })
  @ApiResponse({ status: 204, description: 'There is none any more' })
  @ProblemResponse(400, { 'invalid-request': 'The id is no UUID' })
  @ProblemResponse(403, { 'not-your-account': "Somebody else's beak is for administrators to remove" })
  @ProblemResponse(404, { 'user-not-found': 'There is no such person, or not any more' })
  @ProblemResponse(409, { 'last-credential': 'Without the beak the person could not sign in' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
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

  /** A token that was stolen must not be enough to lock its owner out. */
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
        'Name your current password as `current_password` to set what you sign in with.',
      );
    }
  }
}

const notYourAccount = (): Problem =>
  new Problem(
    'forbidden',
    'not-your-account',
    'Only administrators change what somebody else signs in with.',
  );
