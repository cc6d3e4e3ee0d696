import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
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
  ApiRoute,
  Allow,
  AllowAnonymous,
  ApiIdempotencyKey,
  CurrentPrincipal,
  type IdempotencyKey,
  type Principal,
  RequestIdempotencyKey,
} from '@ates/platform';
import { refusedPasswords } from '../credentials/refused-password-documentation.js';
import { AcceptInvitation } from './accept-invitation.js';
import { InvitePerson } from './invite-person.js';
import { InvitedPeopleQueries } from './invited-people.queries.js';
import { ResendInvitation } from './resend-invitation.js';
import { RevokeInvitation } from './revoke-invitation.js';

const administrators = { people: ['administrator'] };
const closed = { 'invitations-closed': 'REGISTRATION is closed, which also closes invitations' };
const tooManyMails = { 'too-many-mails': 'The address has reached its daily limit of mails' };

/** Invitations by mail (A9). */
@ApiTags('joining')
@Controller('invitations')
export class InvitationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: InvitedPeopleQueries,
  ) {}

  /** Lists invitations that are neither accepted nor revoked, newest first. */
  @Get()
  @Allow(administrators)
  @ApiRoute({
    summary: 'List open invitations',
    description: 'Includes expired invitations, which can be sent again.',
    answers: { 200: invitationPage },
  })
  list(@Query({ schema: invitationsQuery }) query: InvitationsQuery): Promise<InvitationPage> {
    return this.queries.page(query);
  }

  /** Invites a person with a link by mail. */
  @Post()
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Invite a person',
    description:
      'The person gets a mail with a link that works once and expires after INVITATION_HOURS. The administrator ' +
      'vouches for the address, so REGISTRATION_DOMAINS does not apply.',
    answers: { 201: { description: 'Invited', schema: invitation } },
    problems: {
      403: closed,
      409: {
        'email-taken': 'The address already has an account',
        'already-invited': 'The address already has an open invitation; send that one again',
      },
      429: tooManyMails,
    },
  })
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
  @ApiRoute({
    summary: 'Accept an invitation',
    description:
      'The `token` is the last part of the address of the link in the mail. From then on the person signs in with ' +
      'the `password` or the `beak`, whichever they set. Needs no access token.',
    answers: { 201: { description: 'The person has joined', schema: user } },
    problems: {
      400: {
        'name-needed': 'The invitation has no name, so the request must contain one',
        ...refusedPasswords,
      },
      403: closed,
      404: { 'link-unknown': 'There is no such link', 'user-not-found': 'The person was deleted' },
      409: {
        'link-used': 'The link has already been used',
        'link-expired': 'The link has expired; ask for another invitation',
        'link-revoked': 'The invitation was revoked or sent again',
        'email-taken': 'The address now has an account; sign in',
        'beak-taken': 'Someone else already signs in with this photo; the link still works',
      },
    },
  })
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
  @ApiRoute({
    summary: 'Send an invitation again',
    description: 'A new link replaces the previous one, and the expiry starts over.',
    answers: { 200: invitation },
    problems: {
      403: closed,
      404: { 'invitation-not-found': 'No open invitation has this id' },
      429: tooManyMails,
    },
  })
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
  @ApiRoute({
    summary: 'Revoke an invitation',
    description: 'Its link stops working.',
    answers: { 204: 'Revoked' },
    problems: { 404: { 'invitation-not-found': 'No open invitation has this id' } },
  })
  revoke(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new RevokeInvitation(uuid, idempotencyKey));
  }
}
