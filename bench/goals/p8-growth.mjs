// @ts-check
// P8: the same work before and after the databases have grown. --size sets to how many postings; a fifth as many tasks.
// These are not in turns: the second measurement follows the growth.
import { compared, inTurns } from '../harness.mjs';
import { cycle, sendRequests } from '../load.mjs';
import { progress, progressWhile } from '../from-tools.mjs';
import { addPostings, addPricedTasks, addTasks } from '../seeds.mjs';
import { ourRate } from './event-flow.mjs';

const connections = 32;
const eventsPerSecond = 3000;
/** The highest good ratio of the times before and after. */
const slowdown = 1.3;
const postingsADay = 100_000;
const tasksAtOnce = 100_000;

/** @type {import('../main.mjs').Goal} */
export const p8 = {
  name: 'P8',
  title: 'The same work after growth',
  transport: 'rabbitmq',
  measure: async (context) => {
    const postings = context.size ?? (context.isQuick ? 20_000 : 1_000_000);
    const tasks = context.sizes.tasks + postings / 5;
    const before = await rates(context);
    progress(`growing to ${tasks.toLocaleString('en')} tasks and ${postings.toLocaleString('en')} postings`);
    await progressWhile('growing', grow(context, { postings, tasks }));
    const after = await rates(context);
    return after.map((ours, index) => {
      const { name, ...reference } = before[index] ?? ours;
      const row = { what: name, unit: '/s', ours, reference: { ...reference, name: 'before' } };
      return compared({ ...row, atLeast: Number((1 / slowdown).toFixed(2)) });
    });
  },
};

/** @param {import('../main.mjs').Context} context */
async function rates(context) {
  const { machine, running, rounds, seconds } = context;
  const query = machine.query('tasks');
  const tasks = await query(`select id from task order by random() limit 5000`);
  const people = await query(`select distinct assigned_to as id from task limit 200`);
  const nextTask = cycle(tasks);
  const nextToken = cycle(await Promise.all(people.map(({ id }) => running.tokenOf(id))));
  const headers = () => ({ authorization: `Bearer ${nextToken()}` });
  const { url } = running.services.tasks;
  const requests = (
    /** @type {string} */ name,
    /** @type {() => import('../load.mjs').NewRequest} */ next,
  ) => ({
    name,
    round: async () => (await sendRequests({ url, connections, seconds, next })).perSecond,
  });
  const contenders = [
    requests('read one task', () => ({ method: 'GET', path: `/tasks/${nextTask().id}`, headers: headers() })),
    requests('list 50 tasks', () => ({ method: 'GET', path: '/tasks?limit=50', headers: headers() })),
    requests('create a task', () => ({
      method: 'POST',
      path: '/tasks',
      headers: { ...headers(), 'content-type': 'application/json' },
      body: JSON.stringify({ description: 'Fix the perch' }),
    })),
    { name: 'events to postings', round: () => ourRate(context, seconds * eventsPerSecond) },
  ];
  const measured = await inTurns(contenders, rounds);
  return measured.map((figures, index) => ({ ...figures, name: contenders[index]?.name ?? '' }));
}

const dayAgo = (/** @type {number} */ ago) =>
  new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

/**
 * @param {import('../main.mjs').Context} context
 * @param {{ postings: number, tasks: number }} target
 */
async function grow({ machine, sizes }, { postings, tasks }) {
  const [tasksQuery, financeQuery] = [machine.query('tasks'), machine.query('finance')];
  for (let from = sizes.tasks + 1; from <= tasks; from += tasksAtOnce) {
    const numbers = { from, to: Math.min(tasks, from + tasksAtOnce - 1) };
    await addTasks(tasksQuery, sizes, numbers);
    await addPricedTasks(financeQuery, numbers);
  }
  const days = 1 + Math.ceil(postings / postingsADay);
  await financeQuery(`update business_calendar set first_day = least(first_day, $1)`, [dayAgo(days)]);
  await financeQuery(`select make_months_of_books()`);
  for (let added = 0, ago = days; added < postings; ago -= 1) {
    const day = dayAgo(ago);
    const count = Math.min(postingsADay, postings - added);
    await addPostings(financeQuery, { day, postings: count, prefix: day });
    added += count;
  }
  await tasksQuery('vacuum analyze');
  await financeQuery('vacuum analyze');
}
