import type { Transaction } from '@ates/platform';

/**
 * SQL that records from whom the tasks of a chunk were taken, for the summaries, from a CTE `redrawn` with the tasks and
 * `taken_from`, and a CTE `from` with the columns `id` (of the reassignment) and `reached`.
 */
export const recordedLosses = (redrawn: string, from: string): string => `
  insert into reassignment_loss (reassignment_id, after_task_id, people, went, stayed)
  select id, reached, array_agg(person_id), array_agg(went), array_agg(stayed)
  from ${from}, (
    select taken_from as person_id,
           (count(*) filter (where taken_from <> assigned_to))::int as went,
           (count(*) filter (where taken_from = assigned_to))::int as stayed
    from ${redrawn} group by taken_from
  ) as lost
  group by id, reached`;

/**
 * Notifies each person once of what a reassignment meant for them (T4): how many tasks came, went and stayed, and what they
 * were charged. Call it in the transaction that finishes the reassignment. Deleted people get no notification.
 *
 * Fees that Finance has not published yet are added when the notification is read.
 */
export const addReassignmentSummaries = (tx: Transaction, id: string, now: Date): Promise<unknown> =>
  tx.query(summariesSql, [id, now]);

const summariesSql = `
  with draw as materialized (
    select performer_id as person_id, draw.task_id, price.currency, price.fee
    from task_assignment as draw left join task_price as price on price.task_id = draw.task_id
    where draw.reassignment_id = $1
  ), gain as (
    select person_id, count(*)::int as draws,
           coalesce(array_agg(task_id) filter (where currency is null), '{}') as unpriced
    from draw group by person_id
  ), charge as (
    select person_id, jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount) order by currency) as fees
    from (
      select person_id, currency, sum(fee)::bigint as amount from draw where currency is not null
      group by person_id, currency
    ) as of_currency
    group by person_id
  ), chunk as (
    delete from reassignment_loss where reassignment_id = $1 returning people, went, stayed
  ), loss as (
    select person_id, sum(lost.went)::int as went, sum(lost.stayed)::int as stayed
    from chunk cross join unnest(people, chunk.went, chunk.stayed) as lost (person_id, went, stayed)
    group by person_id
  )
  insert into notification
    (id, person_id, at, kind, reassignment_id, came, went, stayed, fees, unpriced)
  select uuidv7(), person_id, $2, 'reassigned', $1,
         coalesce(gain.draws, 0) - coalesce(loss.stayed, 0), coalesce(loss.went, 0), coalesce(loss.stayed, 0),
         coalesce(charge.fees, '[]'), coalesce(gain.unpriced, '{}')
  from gain
  full join loss using (person_id)
  left join charge using (person_id)
  left join cached_user on cached_user.id = person_id
  where not coalesce(cached_user.is_deleted, false)`;
