import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NotificationSettings } from '@ates/contracts';
import { Clock, Database, type IdempotencyKey, type Transaction } from '@ates/platform';

/** Turns a person's daily digest on or off. Returns the settings. */
export class ChangeNotificationSettings extends Command<NotificationSettings> {
  constructor(
    readonly personId: string,
    readonly settings: NotificationSettings,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(ChangeNotificationSettings)
export class ChangeNotificationSettingsHandler implements ICommandHandler<ChangeNotificationSettings> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  execute({ personId, settings, idempotencyKey }: ChangeNotificationSettings): Promise<NotificationSettings> {
    return this.database.once(idempotencyKey, async (tx) => {
      await (settings.daily_digest ? subscribe(tx, personId, this.clock.now()) : unsubscribe(tx, personId));
      return settings;
    });
  }
}

const subscribe = (tx: Transaction, personId: string, now: Date): Promise<unknown> =>
  tx.query(
    `insert into digest_subscriber (person_id, since) values ($1, $2) on conflict (person_id) do nothing`,
    [personId, now],
  );

const unsubscribe = (tx: Transaction, personId: string): Promise<unknown> =>
  tx.query(`delete from digest_subscriber where person_id = $1`, [personId]);

/** The notification settings of a person: the daily digest is off until they turn it on. */
export async function notificationSettingsOf(
  database: Database,
  personId: string,
): Promise<NotificationSettings> {
  const subscribed = await database.query<unknown>(`select from digest_subscriber where person_id = $1`, [
    personId,
  ]);
  return { daily_digest: subscribed.length > 0 };
}
