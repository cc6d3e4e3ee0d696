import type { Transaction } from '@ates/platform';

/**
 * Makes the statements of a day that was just closed due (F7): one for each person with a line on that day. The opening
 * balance is what the day's lines leave of what is carried over.
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
 * SQL of a text that is another one after each change of a statement that waits to be mailed or is parked; of very many
 * by those that are due first, of which there is always one.
 */
export const statementsVersion = `(
  select md5(string_agg(concat(id, xmin), ' ' order by id))
  from (
    (select id, xmin from statement where state = 'pending' order by next_attempt_at limit 100)
    union all
    (select id, xmin from statement where state = 'parked' order by day, user_id limit 100)
  ) as unsent)`;
