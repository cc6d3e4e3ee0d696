import { Body, Controller, Get, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { notificationSettings, type NotificationSettings } from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  ApiRoute,
  CurrentPrincipal,
  Database,
  type IdempotencyKey,
  type Principal,
  RequestIdempotencyKey,
} from '@ates/platform';
import { ChangeNotificationSettings, notificationSettingsOf } from './digest-settings.js';

/** A person's own notification settings over REST. */
@ApiTags('notifications')
@Allow({ people: 'everyone' })
@Controller('notifications/settings')
export class DigestsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly database: Database,
  ) {}

  /** Your notification settings. */
  @Get()
  @ApiRoute({
    summary: 'Get your notification settings',
    description: 'Only your own.',
    answers: { 200: notificationSettings },
  })
  settings(@CurrentPrincipal() principal: Principal): Promise<NotificationSettings> {
    return notificationSettingsOf(this.database, principal.id);
  }

  /** Changes your notification settings. */
  @Put()
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Change your notification settings',
    description:
      'Only your own. With `daily_digest`, Tasks mails you one digest of the notifications of each day once Finance has ' +
      'closed the day; a day without notifications has none. Turning it off also stops a digest that has not been sent yet.',
    answers: { 200: notificationSettings },
  })
  change(
    @Body({ schema: notificationSettings }) settings: NotificationSettings,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<NotificationSettings> {
    return this.commands.execute(new ChangeNotificationSettings(principal.id, settings, idempotencyKey));
  }
}
