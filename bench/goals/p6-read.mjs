// @ts-check
// P6: GET /tasks/{uuid} with a token, 32 connections.
import assert from 'node:assert/strict';
import { compared, inTurns } from '../harness.mjs';
import { cycle, sendRequests } from '../load.mjs';
import { profiled } from '../profile.mjs';
import { withTasksReferences } from './tasks-references.mjs';

const connections = 32;
const callers = 200;
const readTasks = 5000;

/** @type {import('../main.mjs').Goal} */
export const p6 = {
  name: 'P6',
  title: 'Read one task: `GET /tasks/{uuid}` with token, 32 connections',
  transport: 'feed',
  measure: (context) =>
    withTasksReferences(context, async ({ ours, fastify, nest }) => {
      const { machine, running, rounds, seconds } = context;
      const found = await machine.query('tasks')(
        `select id, assigned_to from task order by md5(id::text) limit $1`,
        [readTasks],
      );
      const people = [...new Set(found.map((task) => task.assigned_to))].slice(0, callers);
      const nextToken = cycle(await Promise.all(people.map((person) => running.tokenOf(person))));
      const nextTask = cycle(found);
      const next = () => ({
        method: /** @type {const} */ ('GET'),
        path: `/tasks/${nextTask().id}`,
        headers: { authorization: `Bearer ${nextToken()}` },
      });
      await requireSameAnswers([ours, fastify, nest], next());
      const contender = (/** @type {import('./tasks-references.mjs').Side} */ { name, url }) => ({
        name,
        round: async () => (await sendRequests({ url, connections, seconds, next })).perSecond,
      });
      const [our, ...references] = await inTurns(
        [profiled(running, 'P6', contender(ours)), contender(fastify), contender(nest)],
        rounds,
      );
      return rowsOf('one task', our, references, [0.75, 8]);
    }),
};

/**
 * @param {import('./tasks-references.mjs').Side[]} sides
 * @param {import('../load.mjs').NewRequest} request
 */
export async function requireSameAnswers(sides, { path, headers }) {
  const answers = await Promise.all(
    sides.map(async ({ url }) => (await fetch(`${url}${path}`, { headers })).json()),
  );
  for (const answer of answers) {
    assert.deepEqual(answer, answers[0]);
  }
}

/**
 * Rows that compare our rate with that of each reference.
 * @param {string} what
 * @param {import('../harness.mjs').Figures | undefined} ours
 * @param {import('../harness.mjs').Figures[]} references
 * @param {(number | undefined)[]} limits the lowest good ratio for each reference
 */
export const rowsOf = (what, ours, references, limits) =>
  ours
    ? references.map((reference, index) => {
        const atLeast = limits[index];
        return compared({ what, unit: '/s', ours, reference, ...(atLeast ? { atLeast } : {}) });
      })
    : [];
