// @ts-check
// Where the time goes: self time of functions in our processes, and time of statements in PostgreSQL.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const shown = 15;
/** The first one warms up. */
const profiledRound = 2;
const patienceMilliseconds = 15_000;

/**
 * Makes a Node process profile itself between two signals (profiler.mjs).
 * @param {string} folder
 */
export function profiledEnvironment(folder) {
  const profiles = path.join(folder, 'profiles');
  fs.mkdirSync(profiles, { recursive: true });
  return {
    NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, 'profiler.mjs')).href}`,
    BENCH_PROFILES: profiles,
  };
}

/** @typedef {Pick<import('./system.mjs').RunningServices, 'machine'> & { services: Record<string, import('./from-tools.mjs').Service> }} Profiled */

/**
 * Wraps the rounds of one contender, so that its services are profiled in the first round that counts, and not while
 * others are measured. Without profiling, returns the contender unchanged.
 * @param {Profiled} running
 * @param {string} title
 * @param {import('./harness.mjs').Contender} contender
 * @returns {import('./harness.mjs').Contender}
 */
export function profiled({ machine, services }, title, contender) {
  if (!machine.profile) {
    return contender;
  }
  let rounds = 0;
  return {
    ...contender,
    round: async () => {
      rounds += 1;
      if (rounds !== profiledRound) {
        return contender.round();
      }
      const query = machine.query('postgres');
      const folder = path.join(machine.data, 'profiles');
      await query('create extension if not exists pg_stat_statements');
      await query('select pg_stat_statements_reset()');
      const processes = Object.values(services).map(({ name, pid }) => ({ name, pid: pid ?? 0 }));
      for (const { pid } of processes) {
        process.kill(pid, 'SIGWINCH');
      }
      const value = await contender.round();
      for (const { pid } of processes) {
        process.kill(pid, 'SIGWINCH');
      }
      for (const { name, pid } of processes) {
        const file = path.join(folder, `${pid}.cpuprofile`);
        console.log(`\n${title}, ${name}: self time of functions`);
        console.table(selfTimes(await untilWritten(file)));
        fs.rmSync(file);
      }
      console.log(`\n${title}: statements`);
      console.table(await statements(query));
      return value;
    },
  };
}

/**
 * @param {string} file renamed into place, so it is complete once it exists
 * @returns {Promise<CpuProfile>}
 */
async function untilWritten(file) {
  const deadline = Date.now() + patienceMilliseconds;
  while (!fs.existsSync(file)) {
    if (Date.now() > deadline) {
      throw new Error(`${file} was not written`);
    }
    await delay(20);
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/**
 * @typedef {object} CpuProfile as the inspector writes it
 * @property {{ id: number, callFrame: { functionName: string, url: string, lineNumber: number } }[]} nodes
 * @property {number[]} samples ids of nodes
 * @property {number[]} timeDeltas microseconds
 */

/** @param {CpuProfile} profile */
function selfTimes({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id) ?? '';
    times.set(frame, (times.get(frame) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const idle = times.get('(idle)') ?? 0;
  times.delete('(idle)');
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  const share = (/** @type {number} */ time) => `${((100 * time) / total).toFixed(1)}%`;
  const top = [...times].toSorted(([, left], [, right]) => right - left).slice(0, shown);
  return [
    { function: `busy ${ms(total)} ms, idle ${ms(idle)} ms`, ms: ms(total), share: '' },
    ...top.map(([frame, time]) => ({ function: frame, ms: ms(time), share: share(time) })),
  ];
}

/** @param {CpuProfile['nodes'][number]['callFrame']} frame */
function nameOf({ functionName, url, lineNumber }) {
  const file = url.split('/').slice(-2).join('/');
  return `${functionName || 'anonymous'}${file ? ` ${file}:${lineNumber + 1}` : ''}`;
}

const ms = (/** @type {number} */ microseconds) => Math.round(microseconds / 1000);

/** Statements of our services; the benchmark itself and the references use the superuser. */
const statements = (/** @type {import('./seeds.mjs').Query} */ query) =>
  query(
    `select pg_database.datname as database, calls::int,
            round(total_plan_time + total_exec_time)::int as "ms in total", round(total_plan_time)::int as "planning",
            round(((total_plan_time + total_exec_time) / calls)::numeric, 3)::float8 as "ms each", rows::int,
            left(regexp_replace(query, '\\s+', ' ', 'g'), 120) as statement
     from pg_stat_statements
     join pg_database on pg_database.oid = dbid
     join pg_roles on pg_roles.oid = userid
     where rolname in ('auth', 'tasks', 'finance')
     order by total_plan_time + total_exec_time desc limit ${shown}`,
  );
