import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  mostUnread,
  uuid,
  type NotificationPage,
  type NotificationsQuery,
  type NotificationView,
  type UnreadNotifications,
} from '@ates/contracts';
import { whereFeedEnds } from '@ates/messaging';
import { Changes, Database, decodeCursor, isoInstant, prepared, toPage, type Topic } from '@ates/platform';

/**
 * Every draw emits an event, the summaries of a reassignment come with its end, prices arrive in batches, and the number of
 * reads is counted.
 */
const notificationsTopic: Topic = {
  name: 'notifications',
  version: `select concat_ws(' ', (${whereFeedEnds}), (select batches from task_price_head),
    (select count(*) from reassignment where finished_at is null), (select max(place) from reassignment),
    (select reads from notification_head))`,
};

const cursorKeys = z.tuple([uuid]);

/** Queries of a person's own notifications. */
@Injectable()
export class NotificationsQueries {
  constructor(
    private readonly database: Database,
    changes: Changes,
  ) {
    changes.register(notificationsTopic);
  }

  /** A page of a person's notifications, newest first, and how many are unread. */
  async page(personId: string, { limit, cursor }: NotificationsQuery): Promise<NotificationPage> {
    const [before] = decodeCursor(cursor, cursorKeys) ?? [];
    const [rows, { unread }] = await Promise.all([
      this.database.query<NotificationView>(pageSql, [personId, before ?? latestId, limit + 1]),
      countUnread(this.database, personId),
    ]);
    return { ...toPage(rows, limit, ({ id }) => [id]), unread };
  }
}

const latestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** How many notifications of a person are unread; counting stops at `mostUnread`. */
export async function countUnread(
  source: Pick<Database, 'query'>,
  personId: string,
): Promise<UnreadNotifications> {
  const [row] = await source.query<UnreadNotifications>(unreadSql, [personId]);
  return row ?? { unread: 0 };
}

const unreadSql = prepared(`
  select count(*)::int as unread
  from (select from notification where person_id = $1 and read_at is null limit ${mostUnread}) as unread`);

// Adds the fees that were unknown when the reassignment finished. Usually there are few: of the tasks created just before.
const summaryJson = `json_build_object(
  'id', notification.reassignment_id,
  'came', notification.came,
  'went', notification.went,
  'stayed', notification.stayed,
  'fees', (
    select coalesce(json_agg(json_build_object('currency', currency, 'amount', amount) order by currency), '[]')
    from (
      select currency, sum(amount)::bigint as amount
      from (
        select currency, amount from jsonb_to_recordset(notification.fees) as known (currency text, amount bigint)
        union all
        select currency, fee from task_price where task_id = any(notification.unpriced)
      ) as fee
      group by currency
    ) as of_currency
  ),
  'unpriced', (
    select count(*) from unnest(notification.unpriced) as missing (task_id)
    where not exists (select from task_price where task_price.task_id = missing.task_id)
  )
)`;

/** SQL that selects `NotificationView`s from `notification`. */
export const notificationRows = `
  select notification.id, ${isoInstant('notification.at')} as at, notification.read_at is not null as is_read,
         notification.kind, notification.cause,
         case when task.id is not null then json_build_object(
           'uuid', task.id,
           'jira_id', task.jira_id,
           'title', task.title,
           'status', case when task.completed_at is not null then 'completed'
                          when price.task_id is null then 'saving' else 'open' end,
           'fee', price.fee,
           'reward', price.reward,
           'currency', price.currency
         ) end as task,
         case when notification.reassignment_id is not null then ${summaryJson} end as reassignment
  from notification
  left join task on task.id = notification.task_id
  left join task_price as price on price.task_id = notification.task_id`;

const pageSql = prepared(`
  ${notificationRows}
  where notification.person_id = $1 and notification.id < $2
  order by notification.id desc
  limit $3`);
