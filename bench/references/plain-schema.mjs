// @ts-check
// Tables of a plain producer and a plain consumer of events, for the same promises: each event takes effect once, the same
// key with other content is noticed, and each person has an audit log.
import { personId, taskId } from '../seeds.mjs';

/** Of the producer. */
export const producerTables = `
  create table outbox (
    id uuid primary key,
    seq bigint generated always as identity,
    type text not null,
    body json not null,
    is_sent boolean not null default false
  );
  create index outbox_unsent on outbox (seq) where not is_sent;
  create table assignment (id uuid primary key)`;

/** Of the consumer. */
export const consumerTables = `
  create table account (id uuid primary key, balance bigint not null);
  create table task (id uuid primary key, fee bigint not null, reward bigint not null);
  create table company_day (day date primary key, balance bigint not null);
  create table posting (
    id uuid primary key,
    key text not null unique,
    content_hash bytea not null,
    kind text not null,
    account uuid not null,
    task uuid not null,
    amount bigint not null,
    occurred_at timestamptz not null,
    booked_on date not null,
    recorded_at timestamptz not null default now()
  );
  create index posting_of_person on posting (account, booked_on, occurred_at, id)`;

/**
 * The same people and priced tasks as in Finance.
 * @param {import('../seeds.mjs').Query} query
 * @param {import('../seeds.mjs').Sizes} sizes
 */
export async function seedConsumer(query, { people, tasks }) {
  await query(
    `insert into account (id, balance) select ${personId('number')}, 0 from generate_series(1, $1::int) as number`,
    [people],
  );
  await query(
    `insert into task (id, fee, reward)
     select ${taskId('number')}, 1000 + number % 1001, 2000 + number % 2001 from generate_series(1, $1::int) as number`,
    [tasks],
  );
  await query('vacuum analyze');
}

/** Unsent events after a sequence number: $1 number, $2 how many. */
export const nextEvents = `
  select id, seq, type, body from outbox where not is_sent and seq > $1 order by seq limit $2`;

/** Marks events as sent: $1 ids. */
export const markSent = `update outbox set is_sent = true where id = any($1::uuid[])`;

/**
 * Posts events in one statement, which is one transaction: $1 ids, $2 types, $3 tasks, $4 people, $5 times. Events that
 * are already posted change nothing.
 */
export const postEvents = `
  with event as (
    select event.id, case type when 'tasks.task.completed' then 'rewarded:' || task_id else 'assigned:' || event.id end
             as key,
           case type when 'tasks.task.completed' then 'reward' else 'fee' end as kind, task_id, person_id,
           case type when 'tasks.task.completed' then task.reward else -task.fee end as amount, occurred_at,
           (occurred_at at time zone 'UTC')::date as booked_on
    from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[])
      as event (id, type, task_id, person_id, occurred_at)
    join task on task.id = event.task_id
  ), posted as (
    insert into posting (id, key, content_hash, kind, account, task, amount, occurred_at, booked_on)
    select id, key, sha256(convert_to(concat_ws(' ', kind, task_id, person_id, occurred_at), 'UTF8')), kind,
           person_id, task_id, amount, occurred_at, booked_on
    from event order by key
    on conflict (key) do nothing
    returning account, amount, booked_on
  ), people as (
    update account set balance = balance + change.amount
    from (select account, sum(amount) as amount from posted group by account) as change
    where account.id = change.account
  )
  insert into company_day as kept (day, balance)
  select booked_on, -sum(amount) from posted group by booked_on
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
