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
const forAdministrators = { 'role-required': 'Only administrators can manage invitations' };
const closed = { 'invitations-closed': 'REGISTRATION is closed, which also closes invitations' };
const tooManyMails = { 'too-many-mails': 'The address has reached its daily limit of mails' };

/** Invitations by mail (A9). */
@ApiTags('joining')
@ProblemResponse(503, { 'database-unavailable': 'The database is unavailable; try again shortly' })
@Controller('invitations')
export class InvitationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: InvitedPeopleQueries,
  ) {}

  /** Lists invitations that are neither accepted nor revoked, newest first. */
  @Get()
  @Allow(administrators)
  @ApiOperation({
    summary: 'List open invitations',
    description: 'Includes expired invitations, which can be sent again.',
  })
  @ApiResponse({ status: 200, standardSchema: invitationPage })
  @ProblemResponse(400, {
    'invalid-request': 'A parameter is invalid or unknown; `errors` names it',
    'invalid-cursor': 'The cursor does not come from this list',
  })
  @ProblemResponse(401, signedOut)
  @ProblemResponse(403, forAdministrators)
  list(@Query({ schema: invitationsQuery }) query: InvitationsQuery): Promise<InvitationPage> {
    return this.queries.page(query);
  }

  /** Invites a person with a link by mail. */
  @Post()
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Invite a person',
    description:
      'The person gets a mail with a link that works once and expires after INVITATION_HOURS. The administrator ' +
      'vouches for the address, so REGISTRATION_DOMAINS does not apply.',
  })
  @ApiResponse({ status: 201, description: 'Invited', standardSchema: invitation })
  @ProblemResponse(400, { 'invalid-request': 'A field is missing, invalid or unknown; `errors` names it' })
  @ProblemResponse(401, signedOut)
  @ProblemResponse(403, { ...forAdministrators, ...closed })
  @ProblemResponse(409, {
    'email-taken': 'The address already has an account',
    'already-invited': 'The address already has an open invitation; send that one again',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
  @ProblemResponse(429, tooManyMails)
  invite(
    @Body({ schema: newInvitation }) body: NewInvitation,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<InvitationView> {
    return this.commands.execute(new InvitePerson(body, principal.id, idempotencyKey));
  }

  /** Accepts an invitation with the token of its link. */
  @Post('accept')
  @AllowAnonymous()
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Accept an invitation',
    description:
      'The `token` is the last part of the address of the link in the mail. From then on the person signs in with ' +
      'the `password` or the `beak`, whichever they set. Needs no access token.',
    security: [],
  })
  @ApiResponse({ status: 201, description: 'The person has joined', standardSchema: user })
  @ProblemResponse(400, {
    'invalid-request': 'A field is missing, invalid or unknown; `errors` names it',
    'name-needed': 'The invitation has no name, so the request must contain one',
    ...refusedPasswords,
  })
  @ProblemResponse(403, closed)
  @ProblemResponse(404, {
    'link-unknown': 'There is no such link',
    'user-not-found': 'The person was deleted',
  })
  @ProblemResponse(409, {
    'link-used': 'The link has already been used',
    'link-expired': 'The link has expired; ask for another invitation',
    'link-revoked': 'The invitation was revoked or sent again',
    'email-taken': 'The address now has an account; sign in',
    'beak-taken': 'Someone else already signs in with this photo; the link still works',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
  accept(
    @Body({ schema: invitationAcceptance }) body: InvitationAcceptance,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
  ): Promise<UserView> {
    return this.commands.execute(new AcceptInvitation(body, idempotencyKey));
  }

  /** Sends an invitation again. */
  @Post(':uuid/resend')
  @HttpCode(200)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Send an invitation again',
    description: 'A new link replaces the previous one, and the expiry starts over.',
  })
  @ApiResponse({ status: 200, standardSchema: invitation })
  @ProblemResponse(400, { 'invalid-request': 'The id is not a UUID' })
  @ProblemResponse(401, signedOut)
  @ProblemResponse(403, { ...forAdministrators, ...closed })
  @ProblemResponse(404, { 'invitation-not-found': 'No open invitation has this id' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
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
  @ApiOperation({ summary: 'Revoke an invitation', description: 'Its link stops working.' })
  @ApiResponse({ status: 204, description: 'Revoked' })
  @ProblemResponse(400, { 'invalid-request': 'The id is not a UUID' })
  @ProblemResponse(401, signedOut)
  @ProblemResponse(403, forAdministrators)
  @ProblemResponse(404, { 'invitation-not-found': 'No open invitation has this id' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
  revoke(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new RevokeInvitation(uuid, idempotencyKey));
  }
}
