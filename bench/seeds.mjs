// @ts-check
// Fills the migrated databases of the services set by set, with the same people and tasks in each.
import { exportJWK, generateKeyPair } from 'jose';

/**
 * @typedef {object} Sizes
 * @property {number} people
 * @property {number} tasks open ones
 *
 * @typedef {(sql: string, parameters?: unknown[]) => Promise<any[]>} Query
 */

/** SQL: the id of the person with a number. */
export const personId = (/** @type {string} */ number) => `md5('person ' || ${number})::uuid`;

/** SQL: the id of the task with a number, a UUID v7; ids grow with the number and are older than those of new tasks. */
export const taskId = (/** @type {string} */ number) =>
  `(lpad(to_hex(1600000000000 + ${number}), 12, '0') || '7' || substr(md5(${number}::text), 1, 3)
    || '8' || substr(md5(${number}::text), 4, 15))::uuid`;

// The first three people have one role each; the others are employees.
const roles = `case number when 1 then '{administrator}' when 2 then '{manager}' when 3 then '{accountant}'
  else '{employee}' end::text[]`;

/**
 * People without credentials, and the key that signs tokens.
 * @param {Query} auth
 * @param {Sizes} sizes
 * @returns the private key as a JWK
 */
export async function seedAuth(auth, { people }) {
  await auth(
    `insert into users (id, name, email, roles, created_at, changed_at)
     select ${personId('number')}, 'Parrot ' || number, 'parrot' || number || '@ates.local', ${roles}, now(), now()
     from generate_series(1, $1::int) as number`,
    [people],
  );
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'bench', alg: 'RS256', use: 'sig' };
  await auth(`insert into signing_key (kid, private_jwk, signs_from) values ('bench', $1, now())`, [
    JSON.stringify(jwk),
  ]);
  return jwk;
}

/**
 * Cached people, open tasks assigned to them in turn, and their prices and histories.
 * @param {Query} tasks
 * @param {Sizes} sizes
 */
export async function seedTasks(tasks, sizes) {
  await seedCachedPeople(tasks, sizes);
  await addTasks(tasks, sizes, { from: 1, to: sizes.tasks });
}

/**
 * Open tasks with consecutive numbers.
 * @param {Query} tasks
 * @param {Sizes} sizes
 * @param {{ from: number, to: number }} numbers
 */
export async function addTasks(tasks, { people }, { from, to }) {
  const numbers = [from, to];
  await tasks(
    `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
     select ${taskId('number')}, '[POPUG-' || number || '] Fix perch ' || number, ${personId('2')},
            ${personId('(4 + number % ($3::int - 3))')}, now(), now(), now()
     from generate_series($1::int, $2::int) as number`,
    [...numbers, people],
  );
  await tasks(
    `insert into task_assignment (id, task_id, performer_id, assigned_at)
     select uuidv7(), task.id, assigned_to, assigned_at
     from generate_series($1::int, $2::int) as number join task on task.id = ${taskId('number')}`,
    numbers,
  );
  await tasks(
    `insert into task_price (task_id, fee, reward, currency)
     select ${taskId('number')}, 1000 + number % 1001, 2000 + number % 2001, 'USD'
     from generate_series($1::int, $2::int) as number`,
    numbers,
  );
}

/**
 * Cached people with their accounts, and prices of tasks.
 * @param {Query} finance
 * @param {Sizes} sizes
 */
export async function seedFinance(finance, sizes) {
  await seedCachedPeople(finance, sizes);
  await finance(
    `insert into account (id, kind, user_id, balance)
     select uuidv7(), 'person', id, 0 from cached_user`,
  );
  await addPricedTasks(finance, { from: 1, to: sizes.tasks });
}

/**
 * Prices of tasks with consecutive numbers.
 * @param {Query} finance
 * @param {{ from: number, to: number }} numbers
 */
export const addPricedTasks = (finance, { from, to }) =>
  finance(
    `insert into task (id, fee, reward, description, changed_at, is_stale)
     select ${taskId('number')}, 1000 + number % 1001, 2000 + number % 2001, 'Fix perch ' || number, now(), false
     from generate_series($1::int, $2::int) as number`,
    [from, to],
  );

/** SQL: the id of the event with a number on the day $1, a UUID v7; ids grow with the number. */
const eventId = `
  (lpad(to_hex((extract(epoch from $1::date + time '12:00') * 1000)::bigint + number / 2), 12, '0')
    || '7' || substr(md5($3 || number), 1, 3) || '8' || substr(md5($3 || number), 4, 15))::uuid`;

/**
 * Fees and rewards on one day, spread over people and priced tasks, with the balances they lead to. Every fourth posting is
 * the reward of a new task, so that a close has payouts to make.
 * @param {Query} finance
 * @param {{ day: string, postings: number, prefix: string }} options `prefix` makes the permanent keys unique
 */
export async function addPostings(finance, { day, postings, prefix }) {
  await finance(
    `with person as (
       select id, row_number() over (order by id) as place from account where kind = 'person'
     ), priced as (
       select id, row_number() over (order by id) as place from task limit 100000
     ), drawn as materialized (
       select ${eventId} as id, case when number % 4 = 0 then 'reward' else 'fee' end as kind,
              1 + number % (select count(*) from person) as person_place,
              1 + number % (select count(*) from priced) as task_place
       from generate_series(1, $2::bigint) as number
     ), rewarded as (
       insert into task (id, fee, reward, description, changed_at, is_stale)
       select id, 1500, 4000, 'Fix the perch', now(), false from drawn where kind = 'reward'
     ), keyed as (
       insert into posting_key (subject, posting, task_id, booked_on, kind, content_hash)
       select drawn.id, drawn.id, case kind when 'fee' then priced.id else drawn.id end, $1::date, kind,
              sha256(uuid_send(drawn.id))
       from drawn join priced on priced.place = drawn.task_place
       order by drawn.id
     )
     insert into posting
       (id, event_id, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on)
     select drawn.id, case drawn.kind when 'fee' then drawn.id end, drawn.kind,
            case drawn.kind when 'fee' then person.id else company.id end,
            case drawn.kind when 'fee' then company.id else person.id end,
            case drawn.kind when 'fee' then 1500 else 5000 end,
            case drawn.kind when 'fee' then priced.id else drawn.id end, $1::date + time '12:00', $1::date
     from drawn
     join person on person.place = drawn.person_place
     join priced on priced.place = drawn.task_place
     join account as company on company.kind = 'company'`,
    [day, postings, prefix],
  );
  await finance(
    `update account set balance = balance + change.amount
     from (select person_account, sum(person_amount) as amount from posting where booked_on = $1 group by 1) as change
     where account.id = change.person_account`,
    [day],
  );
  await finance(
    `insert into company_day_balance (day, balance)
     select $1::date, -sum(person_amount) from posting where booked_on = $1::date`,
    [day],
  );
}

/** @param {Query} query @param {Sizes} sizes */
const seedCachedPeople = (query, { people }) =>
  query(
    `insert into cached_user (id, name, email, roles, is_known, is_stale, changed_at)
     select ${personId('number')}, 'Parrot ' || number, 'parrot' || number || '@ates.local', ${roles}, true, false, now()
     from generate_series(1, $1::int) as number`,
    [people],
  );
