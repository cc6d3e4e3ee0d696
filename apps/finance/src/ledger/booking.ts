/**
 * SQL: CTEs that book `rows`, each permanent key once and for ever (F2). `rows` has the columns below, what its keys are
 * about as `subject` (see the table posting_key), `content_hash`, and `more` columns of posting. A key that is booked
 * already is an error, or is skipped with `ifBooked: 'skip'`. The last CTE, `booked`, has the postings that were added.
 * Keys are inserted in order, so that two batches never deadlock.
 */
export const bookings = (
  rows: string,
  { more = [], ifBooked }: { more?: readonly string[]; ifBooked: 'skip' | 'fail' },
): string => {
  const columns = [...columnsOfAll, ...more].join(', ');
  return `wanted as (
      select distinct on (subject, kind) * from (${rows}) as wanted order by subject, kind
    ), new_key as (
      insert into posting_key (subject, kind, posting, task_id, booked_on, content_hash)
      select subject, kind, id, task_id, booked_on, content_hash from wanted order by subject, kind
      ${ifBooked === 'skip' ? 'on conflict do nothing' : ''}
      returning subject, kind
    ), booked as (
      insert into posting (${columns})
      select ${columns} from wanted join new_key using (subject, kind)
      returning person_account, person_amount, booked_on
    )`;
};

const columnsOfAll = [
  'id',
  'kind',
  'debit_account',
  'credit_account',
  'amount',
  'task_id',
  'occurred_at',
  'booked_on',
];

/**
 * SQL: books `rows` as `bookings` does, skips keys that are booked already, and adds the rest to the balances of their
 * people and to the company's income on their days. Returns the number of postings added as `posted`. Locks the accounts
 * in the order of their ids, and the days in order, so that two concurrent batches wait for each other instead of
 * deadlocking.
 */
export const booked = (
  rows: string,
  more: readonly string[],
): string => `with ${bookings(rows, { more, ifBooked: 'skip' })}, change as (
    select person_account, sum(person_amount) as amount from booked group by person_account
  ), locked as (
    select account.id, change.amount
    from account join change on change.person_account = account.id
    order by account.id
    for no key update of account
  ), income as (
    insert into company_day_balance as kept (day, balance)
    select booked_on, -sum(person_amount) from booked group by booked_on order by booked_on
    on conflict (day) do update set balance = kept.balance + excluded.balance
  ), balances as (
    update account set balance = account.balance + locked.amount
    from locked where account.id = locked.id
  )
  select count(*)::int as posted from booked`;
