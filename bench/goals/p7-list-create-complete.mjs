// @ts-check
// P7: a list of 50, creating with and without an idempotency key, and completing.
import { randomUUID } from 'node:crypto';
import { inTurns } from '../harness.mjs';
import { cycle, sendRequests } from '../load.mjs';
import { profiled } from '../profile.mjs';
import { requireSameAnswers, rowsOf } from './p6-read.mjs';
import { withTasksReferences } from './tasks-references.mjs';

/** @typedef {import('./tasks-references.mjs').Side} Side */

const connections = 32;
const callers = 200;

/** @type {import('../main.mjs').Goal} */
export const p7 = {
  name: 'P7',
  title: 'List 50 tasks, create one, complete one; 32 connections',
  transport: 'feed',
  measure: (context) =>
    withTasksReferences(context, async ({ ours, fastify, nest }) => {
      const { machine, running, rounds } = context;
      const people = await machine.query('tasks')(`select distinct assigned_to as id from task limit $1`, [
        callers,
      ]);
      const nextToken = cycle(await Promise.all(people.map(({ id }) => running.tokenOf(id))));
      const headers = () => ({ authorization: `Bearer ${nextToken()}` });
      const get = () => ({
        method: /** @type {const} */ ('GET'),
        path: '/tasks?limit=50',
        headers: headers(),
      });
      const post = (/** @type {Record<string, string>} */ more) => ({
        method: /** @type {const} */ ('POST'),
        path: '/tasks',
        headers: { ...headers(), 'content-type': 'application/json', ...more },
        body: JSON.stringify({ description: '[POPUG-42] Fix the perch' }),
      });
      const withKey = () => post({ 'idempotency-key': randomUUID() });

      const measured = async (
        /** @type {string} */ what,
        /** @type {(side: Side) => Promise<number>} */ round,
        /** @type {Side[]} */ sides,
      ) => {
        const contenders = sides.map((side) => ({ name: side.name, round: () => round(side) }));
        const [first, ...others] = contenders;
        const all = first ? [profiled(running, `P7 ${what}`, first), ...others] : [];
        const [our, ...references] = await inTurns(all, rounds);
        return { our, references };
      };
      const rate =
        (/** @type {() => import('../load.mjs').NewRequest} */ next) =>
        async (/** @type {Side} */ { url }) =>
          (await sendRequests({ url, connections, seconds: context.seconds, next })).perSecond;

      await requireSameAnswers([ours, fastify], get());
      const list = await measured('list', rate(get), [ours, fastify, nest]);
      const create = await measured(
        'create',
        rate(() => post({})),
        [ours, fastify, nest],
      );
      const once = await measured('create with key', rate(withKey), [ours, fastify]);
      const complete = await measured('complete', (side) => completions(context, side), [
        ours,
        fastify,
        nest,
      ]);
      return [
        ...rowsOf('list of 50', list.our, list.references, [0.6]),
        ...rowsOf('create', create.our, create.references, [0.6, 3]),
        ...rowsOf('create with key', once.our, once.references, [0.6]),
        ...rowsOf('complete', complete.our, complete.references, [0.6]),
      ];
    }),
};

/**
 * Completes open tasks of some performers, each once.
 * @param {import('../main.mjs').Context} context
 * @param {Side} side
 */
async function completions({ running, seconds }, { url, query }) {
  const amount = 300 * seconds;
  const tasks = await query(
    `with performer as (select distinct assigned_to from task where completed_at is null limit $1)
     select id, assigned_to from task join performer using (assigned_to)
     where completed_at is null order by md5(id::text) limit $1`,
    [amount],
  );
  const tokens = new Map();
  for (const { assigned_to } of tasks) {
    tokens.set(assigned_to, await running.tokenOf(assigned_to));
  }
  const nextTask = cycle(tasks);
  const next = () => {
    const { id, assigned_to } = nextTask();
    return {
      method: /** @type {const} */ ('PUT'),
      path: `/tasks/${id}/complete`,
      headers: { authorization: `Bearer ${tokens.get(assigned_to)}` },
    };
  };
  return (await sendRequests({ url, connections, amount: tasks.length, next })).perSecond;
}
