// @ts-check
// P4: reassigning all open tasks, with history and outbox rows, beside bare SQL in chunks on a copy of the same tables.
// Finance is stopped, so that both have the machine to themselves. --tasks sets how many tasks are open.
import { bounded, compared, figuresOf, inTurns, percentile } from '../harness.mjs';
import { cycle, sendRequests } from '../load.mjs';
import { profiled } from '../profile.mjs';
import { sampledWhile } from '../sampling.mjs';
import { until } from './event-flow.mjs';

const database = 'reference_reassign';
const chunk = 1000;
const sampleMilliseconds = 5;
const completionsPerSecond = 20;

/** @type {import('../main.mjs').Goal} */
export const p4 = {
  name: 'P4',
  title: 'Reassign all open tasks, outbox rows included',
  transport: 'feed',
  measure: async (context) => {
    const { machine, running, rounds, sizes } = context;
    await running.services.finance.stop();
    await machine.copySeed(database, 'tasks');
    const ours = { name: 'ours', round: () => reassign(running) };
    const [our, reference] = await inTurns(
      [
        profiled({ machine, services: withoutFinance(running) }, 'P4', ours),
        { name: 'bare SQL in chunks', round: () => reassignBare(machine) },
      ],
      rounds,
    );
    const { longestTransaction, completions } = await observe(context);
    const what = `${sizes.tasks.toLocaleString('en')} open tasks`;
    return [
      ...(our && reference ? [compared({ what, unit: 'ms', ours: our, reference, atMost: 1.7 })] : []),
      bounded({
        what: 'longest transaction',
        unit: 'ms',
        ours: figuresOf('ours', [longestTransaction]),
        atMost: 150,
      }),
      bounded({
        what: 'completing meanwhile, p99',
        unit: 'ms',
        ours: figuresOf('ours', [percentile(completions, 0.99)]),
        atMost: 100,
      }),
    ];
  },
};

/** @param {import('../system.mjs').RunningServices} running */
const withoutFinance = ({ services: { auth, tasks } }) => ({ auth, tasks });

/**
 * Milliseconds from the request until the reassignment has finished.
 * @param {import('../system.mjs').RunningServices} running
 */
async function reassign(running) {
  const { token } = await running.seededPerson('manager');
  const startedAt = performance.now();
  const { id } = await running.request('tasks', 'PUT', '/tasks/reassign', { token });
  await until(async () => {
    const found = await running.machine.query('tasks')(
      'select from reassignment where id = $1 and finished_at is not null',
      [id],
    );
    return found.length > 0;
  });
  return performance.now() - startedAt;
}

/**
 * How long transactions take and completions wait during one more reassignment.
 * @param {import('../main.mjs').Context} context
 */
async function observe({ machine, running }) {
  const longest = async () => {
    const [row] = await machine.query('postgres')(
      `select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8 * 1000 as milliseconds
       from pg_stat_activity where usename = 'tasks' and xact_start is not null`,
    );
    return Number(row.milliseconds);
  };
  const tasks = await machine.query('tasks')(
    `select id, assigned_to from task where completed_at is null order by md5(id::text) limit 300`,
  );
  const tokens = new Map();
  for (const { assigned_to } of tasks) {
    tokens.set(assigned_to, await running.tokenOf(assigned_to));
  }
  const nextTask = cycle(tasks);
  const ending = new AbortController();
  const complete = async () => {
    /** @type {number[]} */
    const all = [];
    while (!ending.signal.aborted) {
      const { latencies } = await sendRequests({
        url: running.services.tasks.url,
        connections: 4,
        seconds: 1,
        rate: completionsPerSecond,
        next: () => {
          const { id, assigned_to } = nextTask();
          return {
            method: 'PUT',
            path: `/tasks/${id}/complete`,
            headers: { authorization: `Bearer ${tokens.get(assigned_to)}` },
          };
        },
        // A task may have been assigned to someone else by then, which also waits for its lock.
        alsoFine: [403, 409],
      });
      all.push(...latencies);
    }
    return all;
  };
  const { result, samples } = await sampledWhile(sampleMilliseconds, longest, async () => {
    const completing = complete();
    await reassign(running);
    ending.abort();
    return completing;
  });
  return { longestTransaction: Math.max(...samples), completions: result };
}

/** @param {import('../system.mjs').Machine} machine */
async function reassignBare(machine) {
  const pool = machine.pool(database);
  const startedAt = performance.now();
  const { rows } = await pool.query(
    `select array_agg(id) as people from cached_user
     where is_known and not is_deleted and not roles && array['administrator', 'manager']`,
  );
  let reached = '00000000-0000-0000-0000-000000000000';
  while (reached) {
    const redrawn = await pool.query({
      name: 'redraw',
      text: redrawChunk,
      values: [reached, rows[0].people],
    });
    reached = redrawn.rows[0].reached;
  }
  return performance.now() - startedAt;
}

/** SQL of one chunk: $1 the last task already processed, $2 the people. */
const redrawChunk = `
  with next as (
    select id from task where id > $1 and completed_at is null order by id limit ${chunk} for no key update
  ), redrawn as (
    update task
    set assigned_to = ($2::uuid[])[1 + floor(random() * cardinality($2::uuid[]))::int],
        assigned_at = greatest(now(), assigned_at)
    from next where task.id = next.id
    returning task.id, task.assigned_to, task.assigned_at
  ), event as materialized (
    select uuidv7() as event_id, redrawn.* from redrawn
  ), history as (
    insert into task_assignment (id, task_id, performer_id, assigned_at)
    select event_id, id, assigned_to, assigned_at from event
  ), told as (
    insert into outbox_new (id, type, version, body)
    select event_id, 'tasks.task.assigned', 1,
           json_build_object('task_uuid', id, 'assigned_to', assigned_to, 'timestamp', assigned_at)
    from event
  )
  select max(id::text) as reached from redrawn`;
