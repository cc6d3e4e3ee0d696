// @ts-check
// What P6 and P7 share: the service and its references, each on its own copy of the seeded database.
import path from 'node:path';
import { Reference } from '../reference.mjs';

const databases = { fastify: 'reference_fastify', nest: 'reference_nest' };

/**
 * @typedef {object} Side
 * @property {string} name
 * @property {string} url
 * @property {import('../seeds.mjs').Query} query its database
 */

/**
 * Starts the references and passes all sides to `use`.
 * @template Result
 * @param {import('../main.mjs').Context} context
 * @param {(sides: { ours: Side, fastify: Side, nest: Side }) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withTasksReferences({ machine, running, built }, use) {
  const { d: _private, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicKey } = machine.signingKey;
  /** @type {Reference[]} */
  const references = [];
  const start = async (/** @type {string} */ program, /** @type {string} */ database) => {
    await machine.copySeed(database, 'tasks');
    const reference = await Reference.start(program, {
      databaseUrl: machine.postgres.url(database),
      issuer: running.issuer,
      publicKey,
    });
    references.push(reference);
    return { url: reference.ready.url, query: machine.query(database) };
  };
  try {
    return await use({
      ours: { name: 'ours', url: running.services.tasks.url, query: machine.query('tasks') },
      fastify: { name: 'Fastify, same SQL', ...(await start('fastify-tasks.mjs', databases.fastify)) },
      nest: {
        name: 'Nest, Express, TypeORM',
        ...(await start(path.join(built, 'tasks.main.mjs'), databases.nest)),
      },
    });
  } finally {
    await Promise.all(references.map((reference) => reference.stop()));
  }
}
