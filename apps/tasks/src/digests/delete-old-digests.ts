import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock, Database } from '@ates/platform';
import { TasksConfiguration } from '../config.js';
import { deletedAtOnce } from '../notifications/delete-old-notifications.js';

/**
 * Deletes the digests of days that ended more than NOTIFICATION_DAYS ago, sent or not, as their notifications are deleted:
 * up to 5,000, the oldest first. Returns true when there may be more.
 */
export class DeleteOldDigests extends Command<boolean> {}

@CommandHandler(DeleteOldDigests)
export class DeleteOldDigestsHandler implements ICommandHandler<DeleteOldDigests> {
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

// Skips a digest that is being claimed just then.
const deleteSql = `
  with due as (
    select id from digest where ends_at < $1::timestamptz - make_interval(days => $2::int)
    order by ends_at
    limit $3
    for update skip locked
  ), deleted as (
    delete from digest using due where digest.id = due.id
    returning 1
  )
  select count(*)::int as count from deleted`;
