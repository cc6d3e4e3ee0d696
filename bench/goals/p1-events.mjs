// @ts-check
// P1: events from Tasks' outbox through RabbitMQ to Finance's postings. --tasks sets how many tasks are open.
import path from 'node:path';
import { inTurns } from '../harness.mjs';
import { profiled } from '../profile.mjs';
import { addEvents, ourRate, startPrograms } from './event-flow.mjs';
import { rowsOf } from './p6-read.mjs';

/** @typedef {import('./event-flow.mjs').Programs} Programs */

/** How many events each contender gets for each second that a round should take. */
const perSecond = { ours: 3000, batches: 5000, single: 400, nest: 120 };

/** @type {import('../main.mjs').Goal} */
export const p1 = {
  name: 'P1',
  title: "Events through RabbitMQ, from Tasks' outbox to Finance's postings",
  transport: 'rabbitmq',
  measure: async (context) => {
    const { running, rounds, seconds, built } = context;
    /** @type {import('../reference.mjs').Reference[]} */
    const references = [];
    const plain = { producer: 'plain-relay.mjs', consumer: 'plain-consumer.mjs' };
    const nest = {
      producer: path.join(built, 'producer.main.mjs'),
      consumer: path.join(built, 'consumer.main.mjs'),
    };
    try {
      const pipelines = {
        batches: await startPipeline(context, { ...plain, name: 'batches', batchSize: 500 }, references),
        single: await startPipeline(context, { ...plain, name: 'single', batchSize: 1 }, references),
        nest: await startPipeline(context, { ...nest, name: 'usual', batchSize: 1 }, references),
      };
      const ours = { name: 'ours', round: () => ourRate(context, seconds * perSecond.ours) };
      const [our, ...others] = await inTurns(
        [
          profiled(running, 'P1', ours),
          { name: 'plain Node in batches', round: () => pipelines.batches(seconds * perSecond.batches) },
          {
            name: 'plain Node, one message a transaction',
            round: () => pipelines.single(seconds * perSecond.single),
          },
          { name: 'ClientRMQ, ServerRMQ and TypeORM', round: () => pipelines.nest(seconds * perSecond.nest) },
        ],
        rounds,
      );
      return rowsOf('events', our, others, [0.85, 25, 60]);
    } finally {
      await Promise.all(references.map((reference) => reference.stop()));
    }
  },
};

/**
 * Starts a producer and a consumer. The result measures how many events a second they post.
 * @param {import('../main.mjs').Context} context
 * @param {Programs} programs
 * @param {import('../reference.mjs').Reference[]} started gets both
 */
async function startPipeline(context, programs, started) {
  const { from, to, query } = await startPrograms(context, programs, started);
  return async (/** @type {number} */ count) => {
    await addEvents(context, query, count, 'outbox');
    const startedAt = performance.now();
    await Promise.all([to.ask('posted', count), from.ask('drain')]);
    return (1000 * count) / (performance.now() - startedAt);
  };
}
