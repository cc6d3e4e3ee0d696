import type { Transaction } from '@ates/platform';

/**
 * Adds postings to the kept balances of the people they are about. The accounts are locked in the order of their ids,
 * so that two batches at the same time wait for each other and never in a circle.
 */
export async function addToPeopleBalances(tx: Transaction, postingIds: readonly string[]): Promise<void> {
  await tx.query(
    `with change as (
       select person_account, sum(person_amount) as amount
       from posting where id = any($1::uuid[])
       group by person_account
     ), locked as (
       select account.id, change.amount
       from account join change on change.person_account = account.id
       order by account.id
       for no key update of account
     )
     update account set balance = account.balance + locked.amount
     from locked where account.id = locked.id`,
    [postingIds],
  );
}

/** Adds the other side of postings to what the company earned on their days. */
export async function addToCompanyDays(tx: Transaction, postingIds: readonly string[]): Promise<void> {
  await tx.query(
    `insert into company_day_balance as kept (day, balance)
     select booked_on, -sum(person_amount)
     from posting where id = any($1::uuid[])
     group by booked_on
     order by booked_on
     on conflict (day) do update set balance = kept.balance + excluded.balance`,
    [postingIds],
  );
}
