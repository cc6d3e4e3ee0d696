// @ts-check
// P9: memory of each service while events flow steadily, and of Finance while it mails statements. --seconds sets how long:
// events flow for 24 times as long as a round, a minute and a half by default and ten with --seconds 25.
import { setTimeout as delay } from 'node:timers/promises';
import { bounded, compared, figuresOf, percentile } from '../harness.mjs';
import { requireProcessUsage, usageOfProcess } from '../from-tools.mjs';
import { sampledWhile } from '../sampling.mjs';
import { addPostings } from '../seeds.mjs';
import { addEvents, completeAnyTask, until } from './event-flow.mjs';

const eventsPerSecond = 500;
const sampleMilliseconds = 500;
const mostMegabytes = 200;
const mostGrowth = 1.1;

/** @type {import('../main.mjs').Goal} */
export const p9 = {
  name: 'P9',
  title: `Memory at ${eventsPerSecond} events a second, and while mailing statements`,
  transport: 'rabbitmq',
  measure: async (context) => {
    requireProcessUsage();
    const { running, seconds } = context;
    const services = Object.values(running.services);
    const sample = async () => services.map(({ pid }) => usageOfProcess(pid ?? 0).memoryBytes / 1e6);
    const { samples } = await sampledWhile(sampleMilliseconds, sample, () => flow(context, 24 * seconds));
    const rows = services.flatMap(({ name }, index) =>
      rowsOfService(
        name,
        samples.map((values) => values[index] ?? Number.NaN),
      ),
    );
    const mailing = await sampledWhile(sampleMilliseconds, sample, () => mailStatements(context));
    const finance = services.findIndex(({ name }) => name === 'finance');
    const highest = Math.max(...mailing.samples.map((values) => values[finance] ?? Number.NaN));
    return [
      ...rows,
      bounded({
        what: 'finance while mailing, highest',
        unit: 'MB',
        ours: figuresOf('ours', [highest]),
        atMost: mostMegabytes,
      }),
    ];
  },
};

/**
 * The highest value, and how much it grew from the second quarter to the last one.
 * @param {string} name
 * @param {number[]} samples in MB
 */
function rowsOfService(name, samples) {
  const quarter = Math.floor(samples.length / 4);
  const early = samples.slice(quarter, 2 * quarter);
  const late = samples.slice(3 * quarter);
  return [
    bounded({
      what: `${name}, highest`,
      unit: 'MB',
      ours: figuresOf('ours', [percentile(samples, 1)]),
      atMost: mostMegabytes,
    }),
    compared({
      what: `${name}, last quarter`,
      unit: 'MB',
      ours: figuresOf('ours', late),
      reference: figuresOf('second quarter', early),
      atMost: mostGrowth,
    }),
  ];
}

/**
 * @param {import('../main.mjs').Context} context
 * @param {number} seconds
 */
async function flow(context, seconds) {
  const deadline = performance.now() + 1000 * seconds;
  while (performance.now() < deadline) {
    const startedAt = performance.now();
    await addEvents(context, context.machine.query('tasks'), eventsPerSecond);
    await completeAnyTask(context.running);
    await delay(Math.max(0, 1000 - (performance.now() - startedAt)));
  }
}

/**
 * Closes a day with a statement for each person, and waits until Finance has written the mails.
 * @param {import('../main.mjs').Context} context
 */
async function mailStatements({ machine, running, sizes }) {
  const query = machine.query('finance');
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  await addPostings(query, { day, postings: 4 * sizes.people, prefix: day });
  const { token } = await running.seededPerson('administrator');
  await running.request('finance', 'POST', `/accounting/days/${day}/close`, { token });
  await until(async () => {
    const [pending] = await query(`select from statement where state = 'pending' limit 1`);
    return pending === undefined;
  });
}
