import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock, Database } from '@ates/platform';
import { TasksConfiguration } from '../config.js';

/** The most notifications that one transaction deletes. */
export const deletedAtOnce = 5000;

/**
 * Deletes notifications that are older than NOTIFICATION_DAYS, read or not: up to 5,000, the oldest first. Returns true when
 * there may be more.
 */
export class DeleteOldNotifications extends Command<boolean> {}

@CommandHandler(DeleteOldNotifications)
export class DeleteOldNotificationsHandler implements ICommandHandler<DeleteOldNotifications> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly configuration: TasksConfiguration,
  ) {}

  execute(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ count: number }[]>(deleteSql, [
        this.clock.now(),
        this.configuration.NOTIFICATION_DAYS,
        deletedAtOnce,
      ]);
      return row?.count === deletedAtOnce;
    });
  }
}

// Skips what a person is marking as read just then: the two lock in different orders, so waiting could be a deadlock.
const deleteSql = `
  with due as (
    select person_id, id from notification where at < $1::timestamptz - make_interval(days => $2::int)
    order by at
    limit $3
    for update skip locked
  ), deleted as (
    delete from notification using due
    where notification.person_id = due.person_id and notification.id = due.id
    returning 1
  )
  select count(*)::int as count from deleted`;
