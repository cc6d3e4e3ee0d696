// @ts-check
// What P1, P2, P3 and P8 share: events added to an outbox, and how long until they are posted.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { personId, taskId } from '../seeds.mjs';
import { Reference } from '../reference.mjs';

/** SQL: events of existing tasks, $1 how many, $2 how many tasks there are, $3 how many people. */
const assignments = `
  select uuidv7() as id, 'tasks.task.assigned' as type, json_build_object(
           'task_uuid', ${taskId('(1 + number % $2::int)')},
           'assigned_to', ${personId('(4 + number % ($3::int - 3))')},
           'timestamp', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as body
  from generate_series(1, $1::int) as number`;

/**
 * How many events a second reach Finance's postings from Tasks' outbox. They are added in one transaction; a completed
 * task then wakes the sequencer, as every change does.
 * @param {import('../main.mjs').Context} context
 * @param {number} count
 */
export async function ourRate(context, count) {
  const { machine, running } = context;
  const [tasks, finance] = [machine.query('tasks'), machine.query('finance')];
  const before = await countOfPostings(finance);
  const last = await addEvents(context, tasks, count);
  const startedAt = performance.now();
  await completeAnyTask(running);
  await until(async () => {
    const found = await finance(`select from posting_key where subject = $1 and kind = 'fee'`, [last]);
    return found.length > 0;
  });
  // Counting takes time of its own, so it counts only if events were posted out of order. The completed task is posted too.
  let endedAt = performance.now();
  await until(async () => {
    const isComplete = (await countOfPostings(finance)) >= before + count + 1;
    endedAt = isComplete ? endedAt : performance.now();
    return isComplete;
  });
  return (1000 * count) / (endedAt - startedAt);
}

/**
 * Adds events to an outbox in a transaction of their own. Our sequencer finds them when it next looks. Returns the id of
 * the last.
 * @param {import('../main.mjs').Context} context
 * @param {import('../seeds.mjs').Query} query
 * @param {number} count
 * @param {'outbox_new' | 'outbox'} table ours, or that of a plain producer
 * @returns {Promise<string>}
 */
export async function addEvents({ sizes }, query, count, table = 'outbox_new') {
  const [last] = await query(
    `with added as (
       insert into ${table} (id, type, version, body) select id, type, 1, body from (${assignments}) as event
       returning id, seq
     )
     select id from added order by seq desc limit 1`,
    [count, sizes.tasks, sizes.people],
  );
  return String(last.id);
}

/** @param {import('../seeds.mjs').Query} finance */
async function countOfPostings(finance) {
  const [row] = await finance(`select count(*)::int from posting`);
  return Number(row.count);
}

/** @param {import('../system.mjs').RunningServices} running */
export async function completeAnyTask(running) {
  const [task] = await running.machine.query('tasks')(
    `select id, assigned_to from task where completed_at is null order by id limit 1`,
  );
  const token = await running.tokenOf(task.assigned_to);
  await running.request('tasks', 'PUT', `/tasks/${task.id}/complete`, { token });
}

/**
 * Waits until something is the case. Throws when that takes longer than the patience.
 * @param {() => Promise<boolean>} isReached
 * @param {{ pauseMilliseconds?: number, patienceSeconds?: number }} [waiting]
 */
export async function until(isReached, { pauseMilliseconds = 5, patienceSeconds = 600 } = {}) {
  const deadline = Date.now() + 1000 * patienceSeconds;
  while (!(await isReached())) {
    assert(Date.now() < deadline, `gave up after ${patienceSeconds} s`);
    await delay(pauseMilliseconds);
  }
}

/** A plain outbox is one table, in which events stay and are marked as sent. */
const plainOutbox = `
  drop table outbox cascade;
  create table outbox (
    id uuid primary key,
    seq bigint generated always as identity,
    position bigint unique,
    type text not null,
    version int not null,
    body json not null,
    added_at timestamptz not null default now()
  );
  create index outbox_unsent on outbox (seq) where position is null`;

/**
 * Databases of a plain producer and a plain consumer: copies of those of Tasks and Finance.
 * @param {import('../main.mjs').Context} context
 * @param {string} name
 */
export async function plainDatabases({ machine }, name) {
  const [producer, consumer] = [`${name}_producer`, `${name}_consumer`];
  await machine.copySeed(producer, 'tasks');
  await machine.copySeed(consumer, 'finance');
  const query = machine.query(producer);
  await query(plainOutbox);
  return {
    query,
    consumerQuery: machine.query(consumer),
    producerUrl: machine.postgres.url(producer),
    consumerUrl: machine.postgres.url(consumer),
  };
}

/** @typedef {{ name: string, producer: string, consumer: string, batchSize: number }} Programs */

/**
 * Starts a producer and a consumer on databases and a virtual host of their own.
 * @param {import('../main.mjs').Context} context
 * @param {Programs} programs
 * @param {Reference[]} started gets both
 */
export async function startPrograms(context, { name, producer, consumer, batchSize }, started) {
  const { producerUrl, consumerUrl, ...queries } = await plainDatabases(context, name);
  const brokerUrl = await context.machine.freshBroker();
  const from = await Reference.start(producer, { databaseUrl: producerUrl, brokerUrl });
  started.push(from);
  const to = await Reference.start(consumer, { databaseUrl: consumerUrl, brokerUrl, batchSize });
  started.push(to);
  return { from, to, ...queries };
}
