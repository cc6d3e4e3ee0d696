import type { Transaction } from '@ates/platform';

/**
 * Queues the statements of a day that was just closed (F7): one for each person with a posting on that day. The opening
 * balance is the balance carried over minus the day's postings.
 */
export async function addStatements(tx: Transaction, day: string): Promise<void> {
  await tx.query(
    `insert into statement (day, user_id, opening_balance, carried_over)
     select $1::date, person.user_id, coalesce(carried.balance, 0) - booked.amount,
            coalesce(carried.balance, 0)
     from (
       select person_account, sum(person_amount) as amount
       from posting where booked_on = $1::date
       group by person_account
     ) as booked
     join account as person on person.id = booked.person_account
     left join carried_balance as carried on carried.day = $1::date and carried.account = person.id
     order by person.user_id
     on conflict (user_id, day) do nothing`,
    [day],
  );
}

/**
 * SQL: a change token for the statements that are pending or parked; it changes with each of them. With very many it
 * covers the first hundred of each state; the one to be mailed next is always among them.
 */
export const statementsVersion = `(
  select md5(string_agg(concat(id, xmin), ' ' order by id))
  from (
    (select id, xmin from statement where state = 'pending' order by next_attempt_at limit 100)
    union all
    (select id, xmin from statement where state = 'parked' order by day, user_id limit 100)
  ) as unsent)`;
