import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { UnreadNotifications } from '@ates/contracts';
import { Clock, Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { countUnread } from './notifications.queries.js';

/**
 * Marks a person's own notifications as read, up to and including one. Nothing becomes unread again, so repeating it, or
 * naming an earlier one, changes nothing; nor does an id that is not theirs and older than all of theirs. Returns how many
 * are still unread.
 */
export class MarkNotificationsRead extends Command<UnreadNotifications> {
  constructor(
    readonly personId: string,
    readonly upTo: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(MarkNotificationsRead)
export class MarkNotificationsReadHandler implements ICommandHandler<MarkNotificationsRead> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  execute({ personId, upTo, idempotencyKey }: MarkNotificationsRead): Promise<UnreadNotifications> {
    return this.database.once(idempotencyKey, async (tx) => {
      if (await markRead(tx, personId, upTo, this.clock.now())) {
        await countRead(tx);
      }
      return countUnread(tx, personId);
    });
  }
}

/** Locks in id order, so that two requests of one person never deadlock. Returns whether anything was unread. */
async function markRead(tx: Transaction, personId: string, upTo: string, now: Date): Promise<boolean> {
  const [row] = await tx.query<{ marked: boolean }[]>(
    `with due as (
       select id from notification where person_id = $1 and id <= $2 and read_at is null
       order by id
       for no key update
     ), marked as (
       update notification set read_at = $3 from due
       where notification.person_id = $1 and notification.id = due.id
       returning 1
     )
     select exists (select from marked) as marked`,
    [personId, upTo, now],
  );
  return row?.marked ?? false;
}

/** Lets the change token of notifications detect it. */
const countRead = (tx: Transaction): Promise<unknown> =>
  tx.query(`update notification_head set reads = reads + 1`);
