// @ts-check
// P2: the same events through the event feed, beside a program that reads one database and posts in the other.
import { inTurns } from '../harness.mjs';
import { profiled } from '../profile.mjs';
import { Reference } from '../reference.mjs';
import { addPlainEvents, ourRate, plainDatabases } from './event-flow.mjs';
import { rowsOf } from './p6-read.mjs';

const perSecond = { ours: 6000, copy: 8000 };

/** @type {import('../main.mjs').Goal} */
export const p2 = {
  name: 'P2',
  title: "Events through the event feed, from Tasks' outbox to Finance's postings",
  transport: 'feed',
  measure: async (context) => {
    const { running, rounds, seconds } = context;
    const { query, producerUrl, consumerUrl } = await plainDatabases(context, 'copy');
    const reference = await Reference.start('plain-copy.mjs', { producerUrl, consumerUrl });
    const copy = async () => {
      const count = seconds * perSecond.copy;
      await addPlainEvents(context, query, count);
      const startedAt = performance.now();
      await reference.ask('drain');
      return (1000 * count) / (performance.now() - startedAt);
    };
    try {
      const ours = { name: 'ours', round: () => ourRate(context, seconds * perSecond.ours) };
      const [our, ...others] = await inTurns(
        [profiled(running, 'P2', ours), { name: 'plain Node, database to database', round: copy }],
        rounds,
      );
      return rowsOf('events', our, others, [0.8]);
    } finally {
      await reference.stop();
    }
  },
};
