import { expectCorrectBooks } from './support/books.js';
import { BrokerCluster } from './support/broker-cluster.js';
import { performers } from './support/load.js';
import { PersistentLoad } from './support/persistent-load.js';
import { isRecoveryCampaign, noteRecovery } from './support/recovery-report.js';
import { System } from './support/system.js';
import { until } from './support/until.js';

const longestPauseMilliseconds = 10_000;

/** The services compare with the feeds only when everything is over, so what they lack until then stays missing. */
const rarely = { RECONCILE_SECONDS: '3600' };

describe('A RabbitMQ cluster of three nodes with quorum queues (S2, S3)', () => {
  let cluster: BrokerCluster;
  let system: System;

  beforeAll(async () => {
    cluster = await BrokerCluster.start();
    system = await System.start({
      transport: 'rabbitmq',
      amqpUrl: cluster.urls.join(','),
      environment: { tasks: rarely, finance: rarely },
    });
    await system.untilPeopleCached();
  });

  afterAll(async () => {
    await system?.stop();
    await cluster?.release();
  });

  /** Waits until every queue has a copy on each node, and returns the node that leads the queue of Finance. */
  const untilReplicated = (askedNode: number): Promise<number> =>
    until('every queue has a copy on each node', async () => {
      const queues = await cluster.queues(askedNode);
      expect(queues).toHaveLength(7);
      for (const { type, online } of queues) {
        expect({ type, online: [...online].sort() }).toEqual({ type: 'quorum', online: cluster.names });
      }
      const { leader } = queues.find(({ name }) => name === 'finance.task-events') ?? {};
      const index = cluster.names.findIndex((name) => name === leader);
      return index < 0 ? undefined : { index };
    }).then(({ index }) => index);

  const postings = async (): Promise<number> => {
    const rows = await system.databases.finance.query<{ count: number }>(
      `select count(*)::int as count from posting`,
    );
    return rows[0]?.count ?? 0;
  };

  /** Notes when Finance had booked more than before, as `performance.now()` counts, until `isOver`. */
  async function watchPostings(isOver: () => boolean): Promise<number[]> {
    const times: number[] = [];
    let last = await postings();
    await until('the watch is over', async () => {
      const count = await postings();
      if (count > last) {
        last = count;
        times.push(performance.now());
      }
      return isOver();
    });
    return times;
  }

  const longestPause = (times: number[], since: number): number =>
    Math.max(...times.map((time, index) => (time < since ? 0 : time - (times[index - 1] ?? since))));

  const losses = ['for the first time', 'again, once the lost one is back'];

  it.each(isRecoveryCampaign ? losses : losses.slice(0, 1))(
    'loses the node that leads the queue of Finance, under load, %s: nothing is lost, and events pause for less than 10 s',
    async () => {
      const node = await untilReplicated(0);
      const bookedBefore = await postings();
      const load = PersistentLoad.start(await performers(system), 4);
      let isOver = false;
      const watching = watchPostings(() => isOver);
      await until('the clients are at work', () => load.answers.length > 60);
      const killedAt = performance.now();
      await cluster.kill(node);
      const answered = load.answers.length;
      await until('the clients have worked on', () => load.answers.length > answered + 200);
      await load.stop();
      await expectCorrectBooks(system);
      isOver = true;
      const pause = Math.round(longestPause(await watching, killedAt));
      noteRecovery({
        what: 'node of a RabbitMQ cluster lost',
        acknowledged: load.acknowledgements(),
        found: (await postings()) - bookedBefore,
        pauseMilliseconds: pause,
      });
      expect((await postings()) - bookedBefore).toBe(load.acknowledgements());
      expect(pause).toBeLessThan(longestPauseMilliseconds);
      await until('Tasks has published all events', async () => {
        const rows = await system.databases.tasks.query(
          `select from outbox_relay, outbox_head where position = last_position and not exists (select from outbox_new)`,
        );
        return rows.length === 1;
      });
      await cluster.restart(node);
      await untilReplicated(node);
    },
  );
});
