// @ts-check
// Measures the cost of an idle system, and how fast it responds when work arrives.
//   npm run bench -- idle                starts a separate system; takes about five minutes
//   npm run bench -- idle 10 20          measures for 10 seconds each, and sends 20 requests
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Person } from '../demo/person.mjs';
import { untilThereIs } from '../demo/day.mjs';
import { freePorts } from '../processes/ports.mjs';
import { requireProcessUsage, usageOfProcess, usageOfTree } from './process-usage.mjs';
import { progress, Refusal } from '../terminal/progress.mjs';
import { emptyDataFolder } from '../servers/data-folder.mjs';
import { demoPassword, demoPeople, withSystem } from '../run/system.mjs';

const openTasks = 100_000;
// V8 compacts the heap of each service about a minute after the start; PostgreSQL vacuums after many inserts.
const settleAfterStartMilliseconds = 90_000;
const settleAfterRowsMilliseconds = 30_000;
const pollMilliseconds = 2;

const goals = {
  /** Percent of one core, for the services and PostgreSQL together. */
  cpuWithoutData: 2,
  cpuWithOpenTasks: 3,
  transactionsPerSecond: 15,
  /**
   * How many milliseconds later a posting appears after idleness than right after another one, measured from the
   * response to POST /tasks until the posting is visible. A lost wake-up would add hundreds.
   */
  addedP50: 25,
  addedP99: 150,
};

/**
 * @typedef {{ name: string, use: () => import('./process-usage.mjs').Usage }} Part
 * @typedef {{ part: string, 'CPU, % of a core': number, 'memory, MB': number }} Row
 * @typedef {{ rows: Row[], cpuPercent: number, transactionsPerSecond: number, memoryMegabytes: number }} Window
 * @typedef {{ answered: number, placed: number, posted: number }} Latency milliseconds
 * @typedef {{ goal: string, limit: number, measured: number }} Result
 */

/**
 * Prints the measurements; the last line says whether each goal is met. Returns exit code 1 when one is missed.
 * @param {string} root
 * @param {string[]} args seconds of each measurement, number of requests
 */
export async function run(root, [seconds = '30', requests = '50']) {
  requireProcessUsage();
  const windowSeconds = positive(seconds);
  const count = positive(requests);
  const data = await emptyDataFolder(path.join(root, '.data', 'bench-idle'));
  const options = {
    root,
    data,
    port: await freePorts(4),
    environment: () => ({ CLOSE_DAYS: 'by-hand', TASKS_PER_MINUTE: '1000000' }),
  };
  const results = await withSystem(options, (system) => measure(system, windowSeconds, count));
  return results ? report(results) : 1;
}

/** @param {string} text */
function positive(text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new Refusal('usage: npm run bench -- idle [seconds of each measurement] [requests]');
  }
  return number;
}

/**
 * @param {import('../run/system.mjs').System} system
 * @param {number} seconds
 * @param {number} requests
 * @returns {Promise<Result[]>}
 */
async function measure(system, seconds, requests) {
  const databases = new Databases(system.postgres);
  try {
    await databases.untilPeopleAreCached();
    progress('waiting for the system to settle after its start');
    await delay(settleAfterStartMilliseconds);
    const empty = await measureWindow(system, databases, 'no data', seconds);
    progress(`inserting ${openTasks.toLocaleString('en')} open tasks`);
    await databases.insertOpenTasks();
    await delay(settleAfterRowsMilliseconds);
    const full = await measureWindow(
      system,
      databases,
      `${openTasks.toLocaleString('en')} open tasks`,
      seconds,
    );
    const latencies = await measureLatencies(system, databases, requests);
    return [
      { goal: 'CPU % with no data', limit: goals.cpuWithoutData, measured: empty.cpuPercent },
      { goal: 'CPU % with 100,000 open tasks', limit: goals.cpuWithOpenTasks, measured: full.cpuPercent },
      {
        goal: 'transactions per second',
        limit: goals.transactionsPerSecond,
        measured: Math.max(empty.transactionsPerSecond, full.transactionsPerSecond),
      },
      {
        goal: 'delay of a posting due to idleness, ms, p50',
        limit: goals.addedP50,
        measured: added(latencies, 0.5),
      },
      {
        goal: 'delay of a posting due to idleness, ms, p99',
        limit: goals.addedP99,
        measured: added(latencies, 0.99),
      },
    ];
  } finally {
    await databases.close();
  }
}

/** Connections of the benchmark itself. `outside` reads statistics, so its transactions count for no service. */
class Databases {
  /** @param {import('../servers/postgres.mjs').Postgres} postgres */
  constructor(postgres) {
    const pool = (/** @type {string} */ database) =>
      new pg.Pool({ connectionString: postgres.url(database), max: 1, idleTimeoutMillis: 100 });
    this.outside = pool('postgres');
    this.tasks = pool('tasks');
    this.finance = pool('finance');
  }

  async close() {
    await Promise.all([this.outside.end(), this.tasks.end(), this.finance.end()]);
  }

  async untilPeopleAreCached() {
    for (const database of [this.tasks, this.finance]) {
      await untilThereIs('all people cached in Tasks and Finance', async () => {
        const { rows } = await database.query(
          'select count(*)::int as count from cached_user where is_known',
        );
        return rows[0]?.count === demoPeople.length || undefined;
      });
    }
  }

  /** Inserts open tasks, assigned to the performers in turn, and analyzes the table as autovacuum would soon. */
  async insertOpenTasks() {
    await this.tasks.query(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       select uuidv7(), 'Fix the perch', people[1], people[1 + number % cardinality(people)], now(), now(), now()
       from generate_series(1, $1::int) as number, (
         select array_agg(id order by id) as people from cached_user where roles <@ '{employee,accountant}'
       ) as performers`,
      [openTasks],
    );
    await this.tasks.query('vacuum analyze task');
    await this.outside.query('checkpoint');
  }

  async transactions() {
    const { rows } = await this.outside.query(
      `select sum(xact_commit + xact_rollback)::float8 as count from pg_stat_database
       where datname in ('auth', 'tasks', 'finance')`,
    );
    return Number(rows[0]?.count);
  }

  /** @param {string} taskId */
  async isPlaced(taskId) {
    const { rowCount } = await this.tasks.query(
      `select from outbox
       where body ->> 'task_uuid' = $1 and type = 'tasks.task.assigned'`,
      [taskId],
    );
    return rowCount !== 0;
  }

  /** @param {string} taskId */
  async isPosted(taskId) {
    const { rowCount } = await this.finance.query(`select from posting where task_id = $1 and kind = 'fee'`, [
      taskId,
    ]);
    return rowCount !== 0;
  }
}

/**
 * Measures for some seconds while no one uses the system.
 * @param {import('../run/system.mjs').System} system
 * @param {Databases} databases
 * @param {string} name
 * @param {number} seconds
 * @returns {Promise<Window>}
 */
async function measureWindow({ services, postgres }, databases, name, seconds) {
  progress(`measuring the idle system with ${name} for ${seconds} s`);
  /** @type {Part[]} */
  const parts = [
    { name: 'PostgreSQL', use: () => usageOfTree(postgres.pid) },
    ...services.map((service) => ({ name: service.name, use: () => usageOfProcess(service.pid ?? 0) })),
  ];
  const transactions = await databases.transactions();
  const before = parts.map(({ use }) => use());
  const startedAt = performance.now();
  await delay(seconds * 1000);
  const elapsed = (performance.now() - startedAt) / 1000;
  const rows = parts.map(({ name: part, use }, index) => {
    const { cpuSeconds, memoryBytes } = use();
    const cpu = cpuSeconds - (before[index]?.cpuSeconds ?? 0);
    return {
      part,
      'CPU, % of a core': rounded((100 * cpu) / elapsed),
      'memory, MB': Math.round(memoryBytes / 1e6),
    };
  });
  const window = {
    rows,
    cpuPercent: rounded(rows.reduce((sum, row) => sum + row['CPU, % of a core'], 0)),
    transactionsPerSecond: rounded(((await databases.transactions()) - transactions) / elapsed),
    memoryMegabytes: rows.reduce((sum, row) => sum + row['memory, MB'], 0),
  };
  console.log(`\nIdle with ${name}: ${window.transactionsPerSecond} transactions per second`);
  const total = {
    part: 'total',
    'CPU, % of a core': window.cpuPercent,
    'memory, MB': window.memoryMegabytes,
  };
  console.table([...rows, total]);
  return window;
}

/**
 * How long Finance takes to book the fee of a task created while the system is idle, and of one right afterwards.
 * @param {import('../run/system.mjs').System} system
 * @param {Databases} databases
 * @param {number} count
 * @returns {Promise<{ idle: Latency[], awake: Latency[] }>}
 */
async function measureLatencies({ origin }, databases, count) {
  progress(`creating ${count} tasks, each after a pause, and another right after each`);
  const author = await Person.signedIn(origin, 'manager@ates.local', demoPassword);
  /** @type {Latency[]} */
  const idle = [];
  /** @type {Latency[]} */
  const awake = [];
  for (let index = 0; index < count; index += 1) {
    await delay(1500 + 1000 * Math.random());
    idle.push(await createAndFollow(author, databases));
    awake.push(await createAndFollow(author, databases));
  }
  console.table([...rowsOf('idle', idle), ...rowsOf('right after another', awake)]);
  return { idle, awake };
}

/** @param {string} before @param {Latency[]} latencies */
const rowsOf = (before, latencies) =>
  Object.entries({
    'response to POST /tasks': latencies.map(({ answered }) => answered),
    'position assigned after the response': latencies.map(({ placed }) => placed),
    'posting visible after the response': latencies.map(({ posted }) => posted),
  }).map(([stage, values]) => ({
    before,
    stage,
    'p50, ms': percentile(values, 0.5),
    'p99, ms': percentile(values, 0.99),
  }));

/**
 * How many milliseconds later a posting appears after idleness.
 * @param {{ idle: Latency[], awake: Latency[] }} latencies
 * @param {number} share
 */
function added({ idle, awake }, share) {
  const posted = (/** @type {Latency[]} */ all) =>
    percentile(
      all.map((latency) => latency.posted),
      share,
    );
  return rounded(posted(idle) - posted(awake));
}

/**
 * @param {Person} author
 * @param {Databases} databases
 * @returns {Promise<Latency>}
 */
async function createAndFollow(author, databases) {
  const sentAt = performance.now();
  /** @type {{ uuid: string }} */
  const { uuid } = await author.request('POST', '/api/tasks/tasks', { description: 'Ring the bell' });
  const answeredAt = performance.now();
  const [placed, posted] = await Promise.all([
    untilTrue(() => databases.isPlaced(uuid), answeredAt),
    untilTrue(() => databases.isPosted(uuid), answeredAt),
  ]);
  return { answered: answeredAt - sentAt, placed, posted };
}

/**
 * @param {() => Promise<boolean>} look
 * @param {number} since
 */
async function untilTrue(look, since) {
  while (!(await look())) {
    await delay(pollMilliseconds);
  }
  return performance.now() - since;
}

/** @param {number[]} values @param {number} share from 0 to 1 */
function percentile(values, share) {
  const ordered = [...values].sort((left, right) => left - right);
  return rounded(ordered[Math.max(0, Math.ceil(share * ordered.length) - 1)] ?? Number.NaN);
}

/** @param {number} value */
const rounded = (value) => Math.round(value * 100) / 100;

/** @param {Result[]} results */
function report(results) {
  const lines = results.map(({ goal, limit, measured }) => {
    const holds = measured < limit;
    return { holds, text: `${goal}: ${measured} (${holds ? 'met' : 'MISSED'}, goal under ${limit})` };
  });
  console.log(lines.map(({ text }) => text).join('; '));
  return lines.every(({ holds }) => holds) ? 0 : 1;
}
