// @ts-check
// The statements of plain producers and consumers of events, on copies of the databases of Tasks and Finance.

/** Unsent events after a sequence number: $1 number, $2 how many. */
export const nextEvents = `
  select id, seq, type, body from outbox where position is null and seq > $1 order by seq limit $2`;

/** Marks events as sent: $1 ids. Any position will do. */
export const markSent = `update outbox set position = seq where id = any($1::uuid[])`;

/** Adds an assignment with its event, as one transaction: $1 id, $2 task, $3 performer, $4 body of the event. */
export const addAssignment = `
  with history as (
    insert into task_assignment (id, task_id, performer_id, assigned_at) values ($1, $2, $3, now())
  )
  insert into outbox (id, type, version, body) values ($1, 'tasks.task.assigned', 1, $4)`;

/**
 * Posts events in one statement, which is one transaction: $1 ids, $2 types, $3 tasks, $4 people, $5 times. Events that
 * are already posted change nothing.
 */
export const postEvents = `
  with event as (
    select *, case type when 'tasks.task.completed' then 'reward' else 'fee' end as kind
    from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[])
      as event (id, type, task_id, person_id, occurred_at)
  ), keyed as (
    insert into posting_key (subject, posting, task_id, booked_on, kind, content_hash)
    select distinct on (subject, kind) case kind when 'reward' then task_id else id end as subject, id, task_id,
           (occurred_at at time zone 'UTC')::date, kind,
           sha256(convert_to(concat_ws(' ', kind, task_id, person_id, occurred_at), 'UTF8'))
    from event
    order by subject, kind
    on conflict do nothing
    returning posting
  ), posted as (
    insert into posting
      (id, event_id, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on)
    select event.id, case event.kind when 'fee' then event.id end, event.kind,
           case event.kind when 'reward' then company.id else person.id end,
           case event.kind when 'reward' then person.id else company.id end,
           case event.kind when 'reward' then task.reward else task.fee end,
           task_id, occurred_at, (occurred_at at time zone 'UTC')::date
    from event
    join keyed on keyed.posting = event.id
    join task on task.id = task_id
    join account as person on person.user_id = person_id
    join account as company on company.kind = 'company'
    returning person_account, person_amount, booked_on
  ), people as (
    update account set balance = balance + change.amount
    from (select person_account, sum(person_amount) as amount from posted group by person_account) as change
    where account.id = change.person_account
  )
  insert into company_day_balance as kept (day, balance)
  select booked_on, -sum(person_amount) from posted group by booked_on
  on conflict (day) do update set balance = kept.balance + excluded.balance`;

/**
 * @typedef {{ id: string, type: string, body: { task_uuid: string, assigned_to: string, timestamp: string } }} PlainEvent
 */

/**
 * The parameters of `postEvents`.
 * @param {PlainEvent[]} events
 */
export const parametersOf = (events) => [
  events.map(({ id }) => id),
  events.map(({ type }) => type),
  events.map(({ body }) => body.task_uuid),
  events.map(({ body }) => body.assigned_to),
  events.map(({ body }) => body.timestamp),
];
