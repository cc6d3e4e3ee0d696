import type { NotificationView } from '@ates/contracts';
import type { Database } from '@ates/platform';
import { notificationRows } from '../notifications/notifications.queries.js';
import type { ClaimedDigest } from './digest-queue.js';

/** What happened to a person's tasks, or what a reassignment meant for them: numbers of tasks, and fees in minor units. */
export interface Moves {
  came: number;
  went: number;
  /** How many of their own tasks were drawn for them again, and charged again. */
  stayed: number;
  fees: { currency: string; amount: number }[];
  /** Tasks whose fee is not known yet; `fees` excludes these. */
  unpriced: number;
}

/** A person's notifications of a day. */
export interface Digest extends Pick<ClaimedDigest, 'date' | 'name' | 'timeZone'> {
  /** The latest 500, oldest first. */
  items: NotificationView[];
  /** How many earlier ones there are. */
  leftOut: number;
  total: Moves;
}

const mostItems = 500;

/** The digest of a day, with the prices known by now. */
export async function digestOf(
  database: Database,
  { date, name, timeZone, personId, beginsAt, endsAt }: ClaimedDigest,
): Promise<Digest> {
  const parameters = [personId, beginsAt, endsAt];
  const items = await database.query<NotificationView>(itemsSql, [...parameters, mostItems]);
  const [row] = await database.query<Moves & { items: number }>(totalSql, parameters);
  const { items: count, ...total } = row ?? { items: 0, came: 0, went: 0, stayed: 0, fees: [], unpriced: 0 };
  return { date, name, timeZone, items: items.reverse(), leftOut: count - items.length, total };
}

const ofDay = `notification.person_id = $1 and notification.at >= $2 and notification.at < $3`;

const itemsSql = `
  ${notificationRows}
  where ${ofDay}
  order by notification.id desc
  limit $4`;

// The fees of a reassignment are stored as far as they were known when it finished.
const totalSql = `
  with item as (
    select * from notification where ${ofDay}
  ), charged as (
    select task_id from item where kind = 'assigned'
    union all
    select missing.task_id from item cross join unnest(item.unpriced) as missing (task_id)
  ), fee as (
    select currency, fee as amount from charged join task_price using (task_id)
    union all
    select known.currency, known.amount
    from item cross join jsonb_to_recordset(item.fees) as known (currency text, amount bigint)
  )
  select count(*)::int as items,
         (count(*) filter (where kind = 'assigned') + coalesce(sum(came), 0))::int as came,
         (count(*) filter (where kind = 'taken') + coalesce(sum(went), 0))::int as went,
         coalesce(sum(stayed), 0)::int as stayed,
         (select coalesce(json_agg(json_build_object('currency', currency, 'amount', amount) order by currency), '[]')
          from (select currency, sum(amount)::bigint as amount from fee group by currency) as of_currency) as fees,
         (select count(*)::int from charged
          where not exists (select from task_price where task_price.task_id = charged.task_id)) as unpriced
  from item`;
