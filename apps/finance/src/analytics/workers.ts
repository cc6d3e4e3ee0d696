import { z } from 'zod';
import { uuid, type WorkersAnalytics, type WorkersAnalyticsQuery } from '@ates/contracts';
import { decodeCursor, toPage, type ReadSource } from '@ates/platform';
import { balanceAtEnd } from '../days/day-totals.js';

const workersCursor = z.tuple([z.int(), uuid]);

type Worker = WorkersAnalytics['items'][number];
type Workers = Pick<WorkersAnalytics, 'people_in_the_red' | 'items' | 'next_cursor'>;

/** People overdrawn at the end of a closed day, or so far on an open one (N1); largest debt first. */
export async function workersInTheRed(
  source: ReadSource,
  date: string,
  isClosed: boolean,
  { cursor, limit }: Pick<WorkersAnalyticsQuery, 'cursor' | 'limit'>,
): Promise<Workers> {
  const [afterBalance, afterUser] = decodeCursor(cursor, workersCursor) ?? [];
  const [found] = await source.query<{ people: number; rows: Worker[] }>(
    workersSql(isClosed ? atTheClose : asItStands),
    [date, afterBalance, afterUser, limit + 1],
  );
  const page = toPage(found?.rows ?? [], limit, ({ balance, user }) => [balance, user]);
  return { people_in_the_red: found?.people ?? 0, ...page };
}

const atTheClose = `
  select account.user_id, carried_balance.balance
  from carried_balance join account on account.id = carried_balance.account
  where carried_balance.day = $1::date`;

const asItStands = `select user_id, balance from (${balanceAtEnd}) as person where balance < 0`;

const workersSql = (peopleInTheRed: string): string => `
  with in_the_red as materialized (${peopleInTheRed}), page as (
    select in_the_red.user_id, nullif(cached_user.name, '') as name, in_the_red.balance
    from in_the_red left join cached_user on cached_user.id = in_the_red.user_id
    where $2::bigint is null or (in_the_red.balance, in_the_red.user_id) > ($2::bigint, $3::uuid)
    order by in_the_red.balance, in_the_red.user_id
    limit $4
  )
  select (select count(*)::float8 from in_the_red) as people,
         (select coalesce(json_agg(json_build_object('user', user_id, 'name', name, 'balance', balance)
                                   order by balance, user_id), '[]') from page) as rows`;
