// @ts-check
// P2: the same events through the event feed, beside a program that reads one database and posts in the other, and beside
// libraries that keep messages in PostgreSQL.
import { inTurns } from '../harness.mjs';
import { profiled } from '../profile.mjs';
import { Reference } from '../reference.mjs';
import { addEvents, ourRate, plainDatabases } from './event-flow.mjs';
import { rowsOf } from './p6-read.mjs';

/** How many events each contender gets for each second that a round should take. */
const perSecond = { ours: 6000, copy: 8000, pgBoss: 3000, graphileWorker: 600, transactionalOutbox: 60 };

/** @type {import('../main.mjs').Goal} */
export const p2 = {
  name: 'P2',
  title: "Events through the event feed, from Tasks' outbox to Finance's postings",
  transport: 'feed',
  measure: async (context) => {
    const { running, rounds, seconds } = context;
    /** @type {Reference[]} */
    const references = [];
    const library = (/** @type {'pgBoss' | 'graphileWorker' | 'transactionalOutbox'} */ name) =>
      startReference(context, references, {
        program: 'queue-libraries.mjs',
        library: name,
        count: seconds * perSecond[name],
      });
    try {
      const copy = await startReference(context, references, {
        program: 'plain-copy.mjs',
        library: 'copy',
        count: seconds * perSecond.copy,
      });
      const ours = { name: 'ours', round: () => ourRate(context, seconds * perSecond.ours) };
      const [our, ...others] = await inTurns(
        [
          profiled(running, 'P2', ours),
          { name: 'plain Node, database to database', round: copy },
          { name: 'pg-boss', round: await library('pgBoss') },
          { name: 'graphile-worker', round: await library('graphileWorker') },
          { name: 'pg-transactional-outbox', round: await library('transactionalOutbox') },
        ],
        rounds,
      );
      return rowsOf('events', our, others, [0.8]);
    } finally {
      await Promise.all(references.map((reference) => reference.stop()));
    }
  },
};

/**
 * Starts a reference that posts from one database to another. The result measures how many events a second it posts.
 * @param {import('../main.mjs').Context} context
 * @param {Reference[]} started gets it
 * @param {{ program: string, library: string, count: number }} options
 */
async function startReference(context, started, { program, library, count }) {
  const name = library.toLowerCase();
  const { query, producerUrl, consumerUrl } = await plainDatabases(context, name);
  const reference = await Reference.start(program, { library, producerUrl, consumerUrl });
  started.push(reference);
  return async () => {
    await addEvents(context, query, count, 'outbox');
    await reference.ask('fill');
    const startedAt = performance.now();
    await reference.ask('drain');
    return (1000 * count) / (performance.now() - startedAt);
  };
}
