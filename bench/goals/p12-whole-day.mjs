// @ts-check
// P12: a whole day of a company of 5,000 people on the real services. --size sets how many tasks are created, 100,000 by
// default. Each is read, drawn nine times in all and completed, which makes ten postings of it.
import { randomUUID } from 'node:crypto';
import { bounded, figuresOf, percentile } from '../harness.mjs';
import { progress } from '../from-tools.mjs';
import { cycle, sendRequests } from '../load.mjs';
import { until } from './event-flow.mjs';

const connections = 32;
const reassignments = 8;
const patient = { pauseMilliseconds: 500, patienceSeconds: 7200 };
const limits = { minutes: 30, p99: 100 };

/** @type {import('../main.mjs').Goal} */
export const p12 = {
  name: 'P12',
  title: 'A whole day: every task created, read, reassigned eight times and completed',
  transport: 'rabbitmq',
  onlyByName: true,
  measure: async (context) => {
    const { machine, running } = context;
    const amount = context.size ?? (context.isQuick ? 200 : 100_000);
    const query = machine.query('tasks');
    const performers = await query(
      `select id, roles from cached_user where roles <@ '{employee,accountant}'`,
    );
    const tokens = new Map();
    for (const { id, roles } of performers) {
      tokens.set(id, await running.tokenOf(id, roles));
    }
    // Only what this day brings is reassigned and completed.
    await query(`update task set completed_at = now() where completed_at is null`);
    const startedAt = performance.now();
    const nextToken = cycle([...tokens.values()]);
    const headers = (/** @type {string} */ token) => ({ authorization: `Bearer ${token}` });
    const send = async (
      /** @type {string} */ what,
      /** @type {() => import('../load.mjs').NewRequest} */ next,
    ) => {
      progress(what);
      const { latencies } = await sendRequests({
        url: running.services.tasks.url,
        connections,
        amount,
        next,
      });
      return bounded({
        what: `${what}, p99`,
        unit: 'ms',
        ours: figuresOf('ours', [percentile(latencies, 0.99)]),
        atMost: limits.p99,
      });
    };
    const created = await send('creating', () => ({
      method: 'POST',
      path: '/tasks',
      headers: {
        ...headers(nextToken()),
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ description: '[POPUG-42] Fix the perch' }),
    }));
    const open = await query(`select id from task where completed_at is null`);
    const nextRead = cycle(open);
    const read = await send('reading', () => ({
      method: 'GET',
      path: `/tasks/${nextRead().id}`,
      headers: headers(nextToken()),
    }));
    const manager = await running.seededPerson('manager');
    progress('reassigning');
    for (let run = 0; run < reassignments; run += 1) {
      await running.request('tasks', 'PUT', '/tasks/reassign', { token: manager.token });
    }
    await until(async () => {
      const unfinished = await query(`select from reassignment where finished_at is null`);
      return unfinished.length === 0;
    }, patient);
    const assigned = await query(
      `select id, assigned_to from task where completed_at is null order by md5(id::text)`,
    );
    const nextTask = cycle(assigned);
    const completed = await send('completing', () => {
      const { id, assigned_to } = nextTask();
      return { method: 'PUT', path: `/tasks/${id}/complete`, headers: headers(tokens.get(assigned_to)) };
    });
    const postings = amount * (reassignments + 2);
    progress(`waiting for ${postings.toLocaleString('en')} postings`);
    await until(async () => {
      const [row] = await machine.query('finance')(`select count(*)::int from posting`);
      return row.count >= postings;
    }, patient);
    const minutes = (performance.now() - startedAt) / 60_000;
    return [
      bounded({
        what: `${postings.toLocaleString('en')} postings`,
        unit: 'min',
        ours: figuresOf('ours', [minutes]),
        atMost: limits.minutes,
      }),
      created,
      read,
      completed,
      bounded({
        what: 'differences found by verification',
        unit: '',
        ours: figuresOf('ours', [await differences(running)]),
        atMost: 0,
      }),
    ];
  },
};

/**
 * Verifies all books; returns how many differences there are.
 * @param {import('../system.mjs').RunningServices} running
 */
async function differences(running) {
  progress('verifying');
  const { token } = await running.seededPerson('accountant');
  const verification = await running.request('finance', 'GET', '/accounting/verification', { token });
  return verification.differences.length;
}
