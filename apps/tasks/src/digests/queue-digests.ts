import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DayClosedBody } from '@ates/contracts';
import type { EventBatch } from '@ates/messaging';
import { Clock, Database } from '@ates/platform';
import { TasksConfiguration } from '../config.js';

/** Signals that digests are due. */
export const digestsQueued = 'digest: queued';

/** Queues the digests of days that Finance has closed: one for each person who wants it and has notifications of that day. */
export class QueueDigests extends Command<void> {
  constructor(readonly batch: EventBatch<DayClosedBody>) {
    super();
  }
}

/** A repeated event queues nothing again, also if Finance was rebuilt and publishes all of its days once more. */
@CommandHandler(QueueDigests)
export class QueueDigestsHandler implements ICommandHandler<QueueDigests> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly configuration: TasksConfiguration,
  ) {}

  async execute({ batch }: QueueDigests): Promise<void> {
    await this.database.transaction(async (tx) => {
      const queued = await tx.query<unknown[]>(queueSql, [
        JSON.stringify(batch.events.map(({ body }) => body)),
        this.clock.now(),
        this.configuration.NOTIFICATION_DAYS,
      ]);
      if (queued.length > 0) {
        this.database.signals.afterCommit(tx, digestsQueued);
      }
      await batch.settle(tx, { digests: queued.length });
    });
  }
}

// Finance did not always publish when a day began and ended. Days are too old once their digests may have been deleted.
const queueSql = `
  insert into digest (day, person_id, begins_at, ends_at, time_zone)
  select closed.date, subscriber.person_id, closed.begins_at, closed.ends_at, closed.time_zone
  from json_to_recordset($1) as closed (date date, begins_at timestamptz, ends_at timestamptz, time_zone text)
  join digest_subscriber as subscriber on subscriber.since < closed.ends_at
  join cached_user on cached_user.id = subscriber.person_id and not cached_user.is_deleted
  where num_nulls(closed.begins_at, closed.ends_at, closed.time_zone) = 0
    and closed.ends_at > $2::timestamptz - make_interval(days => $3::int)
    and exists (
      select from notification
      where notification.person_id = subscriber.person_id
        and notification.at >= closed.begins_at and notification.at < closed.ends_at)
  order by subscriber.person_id, closed.date
  on conflict (person_id, day) do nothing
  returning 1`;
