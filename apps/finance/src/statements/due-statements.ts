/**
 * SQL: queues the statements of a day that is being closed, if `isWanted` (F7): one for each of `people` with a posting
 * on that day or a payout. They have an account `id`, a `user_id`, and their `balance` before the payout.
 */
export const queueStatements = (day: string, people: string, isWanted: string): string => `
  insert into statement (day, user_id, opening_balance, carried_over)
  select ${day}, user_id, coalesce(before.balance, 0), least(person.balance, 0)
  from ${people} as person
  left join carried_balance as before on before.day = ${day} - 1 and before.account = person.id
  where ${isWanted} and (
    person.balance > 0 or exists (select from posting where person_account = person.id and booked_on = ${day}))
  order by user_id
  on conflict (user_id, day) do nothing`;

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
