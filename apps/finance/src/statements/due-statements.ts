import type { Transaction } from '@ates/platform';

/**
 * Makes the statements of a day that was just closed due (F7): one for each person with a line on that day or a balance
 * carried over from it. The opening balance is what the day's lines leave of that.
 */
export async function addStatements(tx: Transaction, day: string): Promise<void> {
  await tx.query(
    `insert into statement (day, user_id, opening_balance, carried_over)
     select $1::date, person.user_id, coalesce(carried.balance, 0) - coalesce(booked.amount, 0),
            coalesce(carried.balance, 0)
     from account as person
     left join carried_balance as carried on carried.day = $1::date and carried.account = person.id
     left join (
       select person_account, sum(person_amount) as amount
       from posting where booked_on = $1::date
       group by person_account
     ) as booked on booked.person_account = person.id
     where person.kind = 'person' and (booked.person_account is not null or carried.account is not null)
     order by person.user_id
     on conflict (user_id, day) do nothing`,
    [day],
  );
}
