import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  notificationPage,
  notificationsQuery,
  notificationsRead,
  unreadNotifications,
  type NotificationPage,
  type NotificationsQuery,
  type NotificationsRead,
  type UnreadNotifications,
} from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  ApiRoute,
  CurrentPrincipal,
  type IdempotencyKey,
  type Principal,
  RequestIdempotencyKey,
} from '@ates/platform';
import { MarkNotificationsRead } from './mark-notifications-read.js';
import { NotificationsQueries } from './notifications.queries.js';

/** A person's own notifications over REST: what the draws of T2, T4, T5 and T12 meant for them. */
@ApiTags('notifications')
@Allow({ people: 'everyone' })
@Controller('notifications')
export class NotificationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: NotificationsQueries,
  ) {}

  /** A page of your notifications, newest first. */
  @Get()
  @ApiRoute({
    summary: 'List your notifications, newest first',
    description:
      'Only your own. A task that was assigned to you or taken from you is a notification of its own; a reassignment of ' +
      'all open tasks is one in total, with the fees you were charged. They are kept for 90 days by default. `GET ' +
      '/changes` reports new ones, among other changes, as the topic `notifications`.',
    answers: { 200: notificationPage },
  })
  list(
    @Query({ schema: notificationsQuery }) query: NotificationsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<NotificationPage> {
    return this.queries.page(principal.id, query);
  }

  /** Marks your notifications as read, up to a given one. */
  @Put('read')
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Mark your notifications as read',
    description:
      'Marks all of your notifications up to and including `up_to`. Nothing becomes unread again, so it can be repeated. ' +
      'Returns how many are still unread.',
    answers: { 200: unreadNotifications },
  })
  read(
    @Body({ schema: notificationsRead }) body: NotificationsRead,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<UnreadNotifications> {
    return this.commands.execute(new MarkNotificationsRead(principal.id, body.up_to, idempotencyKey));
  }
}
