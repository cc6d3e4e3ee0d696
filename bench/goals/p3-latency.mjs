// @ts-check
// P3: how long after its commit in Tasks an assignment is committed in Finance, at several rates of creating tasks. Both
// times are PostgreSQL's own times of commit.
import { bounded, compared, figuresOf, inTurns, percentile } from '../harness.mjs';
import { cycle, sendSteadily } from '../load.mjs';
import { profiled } from '../profile.mjs';
import { startPrograms, until } from './event-flow.mjs';

const rates = [17, 200, 1000];
const connections = 32;
const limits = { ratio: 1.5, p50: 5, p99: 15 };
/** The share of the wanted rate that must be reached for the latency at that rate to count. */
const reachedShare = 0.95;

const committedAt = 'extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000';

/** @typedef {{ p50: number, p99: number, perSecond: number }} Measured milliseconds */

/** @type {import('../main.mjs').Goal} */
export const p3 = {
  name: 'P3',
  title: 'From commit in Tasks to commit in Finance, through RabbitMQ',
  transport: 'rabbitmq',
  measure: async (context) => {
    /** @type {import('../reference.mjs').Reference[]} */
    const references = [];
    try {
      const plain = await startPrograms(
        context,
        { name: 'latency', producer: 'plain-relay.mjs', consumer: 'plain-consumer.mjs', batchSize: 500 },
        references,
      );
      const rows = [];
      for (const rate of rates) {
        rows.push(...(await measureRate(context, plain, rate)));
      }
      return rows;
    } finally {
      await Promise.all(references.map((reference) => reference.stop()));
    }
  },
};

/**
 * @param {import('../main.mjs').Context} context
 * @param {Awaited<ReturnType<typeof startPrograms>>} plain
 * @param {number} rate
 */
async function measureRate(context, plain, rate) {
  /** @type {Record<'ours' | 'plain', Measured[]>} */
  const measured = { ours: [], plain: [] };
  const contender = (
    /** @type {'ours' | 'plain'} */ side,
    /** @type {string} */ name,
    /** @type {() => Promise<Measured>} */ measure,
  ) => ({
    name,
    round: async () => {
      const one = await measure();
      measured[side].push(one);
      return one.p50;
    },
  });
  const ours = contender('ours', 'ours', () => ourLatency(context, rate));
  const [our, reference] = await inTurns(
    [
      profiled(context.running, `P3 at ${rate}/s`, ours),
      contender('plain', 'plain pipeline', () => plainLatency(context, plain, rate)),
    ],
    context.rounds,
  );
  if (!our || !reference) {
    return [];
  }
  // The first round warms up.
  const figures = (/** @type {'ours' | 'plain'} */ side, /** @type {keyof Measured} */ of) =>
    figuresOf(
      side === 'ours' ? our.name : reference.name,
      measured[side].slice(1).map((one) => one[of]),
    );
  const p99 = figures('ours', 'p99');
  const what = (/** @type {string} */ of) => `${of} at ${rate}/s`;
  return [
    bounded({
      what: `rate reached of ${rate}/s`,
      unit: '/s',
      ours: figures('ours', 'perSecond'),
      atLeast: reachedShare * rate,
    }),
    compared({ what: what('p50'), unit: 'ms', ours: our, reference, atMost: limits.ratio }),
    compared({
      what: what('p99'),
      unit: 'ms',
      ours: p99,
      reference: figures('plain', 'p99'),
      atMost: limits.ratio,
    }),
    bounded({ what: what('p50'), unit: 'ms', ours: our, atMost: limits.p50 }),
    bounded({ what: what('p99'), unit: 'ms', ours: p99, atMost: limits.p99 }),
  ];
}

/**
 * @param {import('../main.mjs').Context} context
 * @param {number} rate
 * @returns {Promise<Measured>}
 */
async function ourLatency({ machine, running, seconds }, rate) {
  const [tasks, finance] = [machine.query('tasks'), machine.query('finance')];
  const [{ since }] = await tasks('select clock_timestamp() as since');
  const people = await tasks('select distinct assigned_to as id from task limit 50');
  const nextToken = cycle(await Promise.all(people.map(({ id }) => running.tokenOf(id))));
  const { perSecond } = await sendSteadily({
    url: running.services.tasks.url,
    connections,
    seconds: 2 * seconds,
    rate,
    next: () => ({
      method: 'POST',
      path: '/tasks',
      headers: { authorization: `Bearer ${nextToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ description: 'Fix the perch' }),
    }),
  });
  const from = await tasks(
    `select 'assigned:' || id as key, ${committedAt} as at from task_assignment where assigned_at >= $1`,
    [since],
  );
  const to = () =>
    finance(
      `select 'assigned:' || event_id as key, ${committedAt} as at from posting where recorded_at >= $1`,
      [since],
    );
  return { ...latencies(from, await untilAll(from.length, to)), perSecond };
}

/**
 * @param {import('../main.mjs').Context} context
 * @param {Awaited<ReturnType<typeof startPrograms>>} plain
 * @param {number} rate
 * @returns {Promise<Measured>}
 */
async function plainLatency({ machine, seconds }, { from: relay, query, consumerQuery }, rate) {
  const [{ since }] = await query('select clock_timestamp() as since');
  const ids = async (/** @type {string} */ sql) =>
    (await machine.query('seeded_tasks')(sql)).map(({ id }) => id);
  const people = await ids('select distinct assigned_to as id from task limit 1000');
  const tasks = await ids('select id from task limit 1000');
  await relay.ask('addSteadily', { rate, seconds: 2 * seconds, tasks, people });
  const from = await query(
    `select 'assigned:' || id as key, ${committedAt} as at from task_assignment where assigned_at >= $1`,
    [since],
  );
  const to = () =>
    consumerQuery(
      `select 'assigned:' || event_id as key, ${committedAt} as at from posting where recorded_at >= $1`,
      [since],
    );
  return { ...latencies(from, await untilAll(from.length, to)), perSecond: from.length / (2 * seconds) };
}

/** @typedef {{ key: string, at: number }} Commit */

/**
 * Repeats a query until it has as many rows.
 * @param {number} count
 * @param {() => Promise<Commit[]>} query
 */
async function untilAll(count, query) {
  /** @type {Commit[]} */
  let rows = [];
  await until(async () => {
    rows = await query();
    return rows.length >= count;
  });
  return rows;
}

/** @param {Commit[]} from @param {Commit[]} to */
function latencies(from, to) {
  const posted = new Map(to.map(({ key, at }) => [key, at]));
  const all = from.map(({ key, at }) => (posted.get(key) ?? Number.NaN) - at);
  return { p50: percentile(all, 0.5), p99: percentile(all, 0.99) };
}
