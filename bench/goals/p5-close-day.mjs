// @ts-check
// P5: closing a day, beside the statements that pay out and record it, on a copy of the same tables. --size sets how many
// postings the day has.
import { setTimeout as delay } from 'node:timers/promises';
import { bounded, compared, figuresOf, inTurns } from '../harness.mjs';
import { profiled } from '../profile.mjs';
import { sampledWhile } from '../sampling.mjs';
import { addPostings } from '../seeds.mjs';
import { addEvents } from './event-flow.mjs';

const database = 'reference_close';
const sampleMilliseconds = 5;
const eventsPerSecond = 50;
const settleMilliseconds = 500;

/** @type {import('../main.mjs').Goal} */
export const p5 = {
  name: 'P5',
  title: 'Close a day',
  transport: 'feed',
  measure: async (context) => {
    const { machine, running, isQuick } = context;
    const rounds = Math.min(context.rounds, 3);
    const postings = context.size ?? (isQuick ? 10_000 : 200_000);
    await machine.copySeed(database, 'finance');
    const [ours, theirs] = [machine.query('finance'), machine.query(database)];
    const [ourDay, theirDay] = [daysFrom(rounds + 3), daysFrom(rounds + 3)];
    const fill = async (/** @type {import('../seeds.mjs').Query} */ query, /** @type {string} */ day) => {
      await addPostings(query, { day, postings, prefix: day });
      await query('vacuum analyze posting, posting_key, account');
    };
    const closing = async () => {
      const day = ourDay();
      await fill(ours, day);
      return millisecondsOf(() => close(running, day));
    };
    const closingBare = async () => {
      const day = theirDay();
      await fill(theirs, day);
      return millisecondsOf(() => closeBare(machine, day));
    };
    const [our, reference] = await inTurns(
      [
        profiled(running, 'P5', { name: 'ours', round: closing }),
        { name: 'bare statements', round: closingBare },
      ],
      rounds,
    );
    const last = ourDay();
    await fill(ours, last);
    const longestWait = await longestWaitOfPosters(context, () => close(running, last));
    const what = `${postings.toLocaleString('en')} postings`;
    return [
      ...(our && reference ? [compared({ what, unit: 'ms', ours: our, reference, atMost: 2 })] : []),
      bounded({
        what: 'longest wait of a poster',
        unit: 'ms',
        ours: figuresOf('ours', [longestWait]),
        atMost: 200,
      }),
    ];
  },
};

/**
 * Consecutive days in the past.
 * @param {number} count how many days ago the first one was
 * @returns {() => string}
 */
function daysFrom(count) {
  let ago = count;
  return () => {
    const day = new Date(Date.now() - ago * 86_400_000);
    ago -= 1;
    return day.toISOString().slice(0, 10);
  };
}

/** @param {() => Promise<unknown>} work */
async function millisecondsOf(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** @param {import('../system.mjs').RunningServices} running @param {string} day */
async function close(running, day) {
  const { token } = await running.seededPerson('administrator');
  await running.request('finance', 'POST', `/accounting/days/${day}/close`, { token });
}

/**
 * The longest time that a transaction of Finance waited for a lock while `closing` ran and events kept arriving.
 * @param {import('../main.mjs').Context} context
 * @param {() => Promise<unknown>} closing
 */
async function longestWaitOfPosters(context, closing) {
  const longest = async () => {
    const [row] = await context.machine.query('postgres')(
      `select coalesce(max(extract(epoch from clock_timestamp() - waitstart)), 0)::float8 * 1000 as milliseconds
       from pg_locks where not granted
         and database = (select oid from pg_database where datname = 'finance')`,
    );
    return Number(row.milliseconds);
  };
  const ending = new AbortController();
  const keepAdding = async () => {
    while (!ending.signal.aborted) {
      await addEvents(context, context.machine.query('tasks'), 1);
      await delay(1000 / eventsPerSecond);
    }
  };
  const { samples } = await sampledWhile(sampleMilliseconds, longest, async () => {
    const adding = keepAdding();
    await delay(settleMilliseconds);
    await closing();
    await delay(settleMilliseconds);
    ending.abort();
    await adding;
  });
  return Math.max(...samples);
}

/** @param {import('../system.mjs').Machine} machine @param {string} day */
async function closeBare(machine, day) {
  const client = await machine.pool(database).connect();
  try {
    await client.query('begin');
    await client.query('lock table business_day in exclusive mode');
    const { rows } = await client.query(payOut, [day]);
    const { postings, fees, rewards, paid_people, paid, overdrawn, carried_over } = rows[0];
    await client.query(recordDay, [day, postings, fees, rewards, paid_people, paid, overdrawn, carried_over]);
    await client.query(recordResults, [day]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

/** SQL: pays every positive balance of the day $1 out, carries the others over, and returns the day's totals. */
const payOut = `
  with booked as (
    select count(*) as postings, coalesce(-sum(person_amount) filter (where kind = 'fee'), 0) as fees,
           coalesce(sum(person_amount) filter (where kind = 'reward'), 0) as rewards
    from posting where booked_on = $1
  ), standing as materialized (
    select account.id, account.user_id, account.balance - coalesce(later.amount, 0) as balance
    from account
    cross join lateral (
      select sum(person_amount) as amount from posting where person_account = account.id and booked_on > $1
    ) as later
    where account.kind = 'person'
  ), payout as materialized (
    select uuidv7() as id, standing.id as account, standing.balance from standing where standing.balance > 0
  ), keyed as (
    insert into posting_key (subject, posting, booked_on, kind, content_hash)
    select id, id, $1::date, 'payout', sha256(convert_to(concat_ws(' ', 'payout', account, $1::date, balance), 'UTF8'))
    from payout
  ), paid as (
    insert into posting (id, kind, debit_account, credit_account, amount, occurred_at, booked_on)
    select payout.id, 'payout', payout.account, payouts.id, payout.balance, now(), $1::date
    from payout join account as payouts on payouts.kind = 'payouts'
    returning debit_account, credit_account, amount
  ), change as (
    select debit_account as account, -amount as amount from paid
    union all
    select credit_account, sum(amount) from paid group by credit_account
  ), changed as (
    update account set balance = account.balance + change.amount from change where account.id = change.account
  ), carried as (
    insert into carried_balance (day, account, balance)
    select $1::date, id, balance from standing where balance < 0
  )
  select booked.*, count(*) filter (where balance > 0) as paid_people,
         coalesce(sum(balance) filter (where balance > 0), 0) as paid,
         count(*) filter (where balance < 0) as overdrawn,
         coalesce(sum(balance) filter (where balance < 0), 0) as carried_over
  from booked, standing group by booked.postings, booked.fees, booked.rewards`;

const recordDay = `
  insert into business_day (day, closed_at, postings, fees, rewards, paid_people, paid, people_in_the_red,
                            carried_over, payouts_hash, hash)
  values ($1::date, now(), $2, $3, $4, $5, $6, $7, $8, sha256(''), sha256(convert_to($1::date::text, 'UTF8')))`;

/** SQL: how many tasks brought the company a profit or a loss, and the dearest one. */
const recordResults = `
  insert into day_result (day, dearest, tasks_with_profit, tasks_with_deficit)
  select $1::date, dearest_reward_of($1::date), count(*) filter (where income > 0), count(*) filter (where income < 0)
  from (
    select -sum(person_amount) as income from posting where booked_on = $1 and kind <> 'payout' group by task_id
  ) as task`;
