import type { Transaction } from '@ates/platform';

/**
 * Adds postings to the stored balances of the people they concern. Locks the accounts in the order of their ids, so
 * that two concurrent batches wait for each other instead of deadlocking.
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

/** Adds the other side of postings to the company's income on their days. */
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
