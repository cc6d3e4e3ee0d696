import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  invitation,
  invitationAcceptance,
  invitationPage,
  invitationsQuery,
  newInvitation,
  user,
  uuidParameter,
  type InvitationAcceptance,
  type InvitationPage,
  type InvitationsQuery,
  type InvitationView,
  type NewInvitation,
  type UserView,
} from '@ates/contracts';
import {
  Allow,
  AllowAnonymous,
  ApiIdempotencyKey,
  CurrentPrincipal,
  type IdempotencyKey,
  type Principal,
  ProblemResponse,
  RequestIdempotencyKey,
} from '@ates/platform';
import { refusedPasswords } from '../credentials/refused-password-documentation.js';
import { AcceptInvitation } from './accept-invitation.js';
import { InvitePerson } from './invite-person.js';
import { InvitedPeopleQueries } from './invited-people.queries.js';
import { ResendInvitation } from './resend-invitation.js';
import { RevokeInvitation } from './revoke-invitation.js';

const administrators = { people: ['administrator'] };
const signedOut = {
  'missing-token': 'The request has no access token',
  'expired-token': 'The token has expired',
};
const forAdministrators = { 'role-required': 'This is for administrators' };
const closed = { 'invitations-closed': 'REGISTRATION is closed, so invitations are too' };
const tooManyMails = { 'too-many-mails': 'The address has reached its daily limit of mails' };

/** Invitations by mail (A9). */
@ApiTags('joining')
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
@Controller('invitations')
export class InvitationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: InvitedPeopleQueries,
  ) {}

  /** Lists invitations that were neither accepted nor revoked, newest first. */
  @Get()
  @Allow(administrators)
  @ApiOperation({
    summary: 'List open invitations',
    description: 'Expired ones too, which can be sent again.',
  })
  @ApiResponse({ status: 200, standardSchema: invitationPage })
  @ProblemResponse(400, {
    'invalid-request': 'A parameter is wrong or unknown; `errors` names it',
    'invalid-cursor': 'The cursor is not one that this list gave',
  })
  @ProblemResponse(401, signedOut)
  @ProblemResponse(403, forAdministrators)
  list(@Query({ schema: invitationsQuery }) query: InvitationsQuery): Promise<InvitationPage> {
    return this.queries.page(query);
  }

  /** Invites a person, who gets a mail with a link. */
  @Post()
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Invite a person',
    description:
      'They get a mail with a link that works once and expires after INVITATION_HOURS. The administrator vouches for the ' +
      'address: REGISTRATION_DOMAINS does not limit it.',
  })
  @ApiResponse({ status: 201, description: 'Invited', standardSchema: invitation })
  @ProblemResponse(400, { 'invalid-request': 'A field is missing, wrong or unknown; `errors` names it' })
  @ProblemResponse(401, signedOut)
  @ProblemResponse(403, { ...forAdministrators, ...closed })
  @ProblemResponse(409, {
    'email-taken': 'The person has an account already',
    'already-invited': 'The address has an open invitation; send that one again',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, tooManyMails)
  invite(
    @Body({ schema: newInvitation }) body: NewInvitation,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<InvitationView> {
    return this.commands.execute(new InvitePerson(body, principal.id, idempotencyKey));
  }

  /** Accepts an invitation by the token of its link. */
  @Post('accept')
  @AllowAnonymous()
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Accept an invitation',
    description:
      'By the `token` of the link in the mail: the last part of its address. The person signs in with the `password`, the ' +
      '`beak`, or either of both. Without a token of access.',
    security: [],
  })
  @ApiResponse({ status: 201, description: 'The person has joined', standardSchema: user })
  @ProblemResponse(400, {
    'invalid-request': 'A field is missing, wrong or unknown; `errors` names it',
    'name-needed': 'The invitation has no name, so the request must have one',
    ...refusedPasswords,
  })
  @ProblemResponse(403, closed)
  @ProblemResponse(404, {
    'link-unknown': 'There is no such link',
    'user-not-found': 'The person was deleted',
  })
  @ProblemResponse(409, {
    'link-used': 'The link has been used',
    'link-expired': 'The link has expired; ask for another invitation',
    'link-revoked': 'The invitation was revoked or sent again',
    'email-taken': 'The address has an account by now; sign in',
    'beak-taken': 'Someone else signs in with this photo; the link still works',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  accept(
    @Body({ schema: invitationAcceptance }) body: InvitationAcceptance,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
  ): Promise<UserView> {
    return this.commands.execute(new AcceptInvitation(body, idempotencyKey));
  }

  /** Mails an invitation again. */
  @Post(':uuid/resend')
  @HttpCode(200)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Send an invitation again',
    description: 'Its new link replaces the one before, and its time begins again.',
  })
  @ApiResponse({ status: 200, standardSchema: invitation })
  @ProblemResponse(400, { 'invalid-request': 'The id is not a UUID' })
  @ProblemResponse(401, signedOut)
  @ProblemResponse(403, { ...forAdministrators, ...closed })
  @ProblemResponse(404, { 'invitation-not-found': 'No open invitation has this id' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, tooManyMails)
  resend(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<InvitationView> {
    return this.commands.execute(new ResendInvitation(uuid, principal.id, idempotencyKey));
  }

  /** Revokes an invitation. */
  @Post(':uuid/revoke')
  @HttpCode(204)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({ summary: 'Revoke an invitation', description: 'Its link works no more.' })
  @ApiResponse({ status: 204, description: 'Revoked' })
  @ProblemResponse(400, { 'invalid-request': 'The id is not a UUID' })
  @ProblemResponse(401, signedOut)
  @ProblemResponse(403, forAdministrators)
  @ProblemResponse(404, { 'invitation-not-found': 'No open invitation has this id' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  revoke(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new RevokeInvitation(uuid, idempotencyKey));
  }
}
