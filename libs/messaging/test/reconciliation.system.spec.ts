import type { INestApplication } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import { reconciliation, reconciliationRun, type ReconciliationRun } from '@ates/contracts';
import { ProducerFeeds } from '@ates/messaging';
import { Problem } from '@ates/platform';
import { Api } from '../../../test/support/api.js';
import { borrowBroker, type Broker } from '../../../test/support/broker.js';
import { until } from '../../../test/support/until.js';
import { Exchange } from './support/exchange.js';
import { someEvents, urlOf, type Behaviour, type Transport } from './support/services.js';

const aDay = 86_400;

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id).sort();

const apiOf = async (app: INestApplication): Promise<Api> => new Api(await urlOf(app));

const stateOf = async (app: INestApplication) =>
  reconciliation.parse((await (await apiOf(app)).get('/reconciliation')).body);

const runsOf = async (app: INestApplication): Promise<ReconciliationRun[]> =>
  (await stateOf(app)).producers[0]?.runs ?? [];

const healedBy = (runs: ReconciliationRun[]): number =>
  runs.filter(({ kind }) => kind !== 'first').reduce((sum, { healed }) => sum + (healed['taken'] ?? 0), 0);

const request = async (app: INestApplication, from?: number): Promise<ReconciliationRun> => {
  const answer = await (await apiOf(app)).post('/reconciliation/runs', { producer: 'auth', from });
  expect(answer.status).toBe(202);
  return reconciliationRun.parse(answer.body);
};

/** Waits until a run has ended. */
const ended = (app: INestApplication, { id }: ReconciliationRun): Promise<ReconciliationRun> =>
  until('the run has ended', async () => {
    const { body } = await (await apiOf(app)).get(`/reconciliation/runs/${id}`);
    const run = reconciliationRun.parse(body);
    return run.finished_at === null ? undefined : run;
  });

describe('Beside RabbitMQ, reconciliation (F11)', () => {
  let broker: Broker;
  let exchange: Exchange;

  beforeAll(async () => {
    broker = await borrowBroker();
  });
  beforeEach(async () => {
    exchange = await Exchange.open('rabbitmq', broker.url);
    await exchange.startProducer();
  });
  afterEach(() => exchange.close());
  afterAll(() => broker.release());

  const messagesInQueue = (): Promise<number> =>
    exchange.withChannel(async (channel) => (await channel.checkQueue(exchange.queue)).messageCount);

  const purge = () => exchange.withChannel((channel) => channel.purgeQueue(exchange.queue));

  /** Events that the broker took and then lost, while nobody listened. */
  const tellInVain = async (count: number) => {
    const told = await exchange.tell(someEvents(count));
    await until('all are in the queue', async () => (await messagesInQueue()) === count);
    await purge();
    return told;
  };

  it('heals what the broker lost, and says how much that was', async () => {
    await exchange.stop(await exchange.startConsumer());
    const lost = await tellInVain(50);
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 1 });
    expect(idsOf(await exchange.takenAre(50))).toEqual(idsOf(lost));
    const runs = await until('it is recorded', async () => {
      const recorded = await runsOf(consumer);
      return healedBy(recorded) > 0 && recorded.every(({ state }) => state === 'done') ? recorded : undefined;
    });
    expect(healedBy(runs)).toBe(50);
    expect(runs.find(({ healed }) => healed['taken'])).toMatchObject({ kind: 'periodic', error: null });
  });

  it('heals what was told while the queue was gone', async () => {
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 1 });
    await exchange.withChannel((channel) => channel.deleteQueue(exchange.queue));
    const told = await exchange.tell(someEvents(30));
    expect(idsOf(await exchange.takenAre(30))).toEqual(idsOf(told));
    await until('all was compared', async () => (await stateOf(consumer)).producers[0]?.lag === 0);
    expect((await exchange.taken()).length).toBe(30);
  });

  it('changes nothing and reports nothing where nothing is missing', async () => {
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 1 });
    await exchange.tell(someEvents(40));
    await exchange.takenAre(40);
    const state = await until('all was compared', async () => {
      const [producer] = (await stateOf(consumer)).producers;
      return producer?.lag === 0 ? producer : undefined;
    });
    expect(state).toMatchObject({ position: 40, head: 40 });
    expect(healedBy(state.runs)).toBe(0);
    expect(await exchange.parked()).toEqual([]);
  });

  it('does not read what was told since its last turn: the broker is given the time to bring it', async () => {
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: aDay });
    await exchange.tell(someEvents(20));
    await exchange.takenAre(20);
    const [producer] = (await stateOf(consumer)).producers;
    expect(producer).toMatchObject({ position: 0, head: 20, lag: 20, runs: [] });
  });

  it('reads up to where somebody waits at once, on whichever instance reads', async () => {
    await exchange.stop(await exchange.startConsumer());
    const lost = await tellInVain(20);
    const reading = await exchange.startConsumer({}, { reconcileSeconds: aDay });
    const other = await exchange.startConsumer({}, { reconcileSeconds: aDay });
    const head = await other.get(ProducerFeeds).head('auth');
    expect(head).toBe(20);
    await other.get(ProducerFeeds).readUpTo('auth', head);
    await until('it was read', async () => (await other.get(ProducerFeeds).reached('auth')) === head);
    expect(idsOf(await exchange.taken())).toEqual(idsOf(lost));
    expect(healedBy(await runsOf(reading))).toBe(20);
  });

  it('goes on from an old position when the database was restored from a backup', async () => {
    const before = await exchange.startConsumer();
    await exchange.tell(someEvents(20));
    await exchange.takenAre(20);
    await exchange.stop(before);
    // What the backup does not know: the effects, and that they were taken.
    await exchange.consumerDatabase.query(`delete from taken where place > 5`);
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 1 });
    await exchange.takenAre(20);
    await until('it is reported', async () => healedBy(await runsOf(consumer)) === 15);
  });
});

describe.each(['rabbitmq', 'feed'] as Transport[])(
  'A comparison that is asked for, over %s (F11)',
  (transport) => {
    let broker: Broker | undefined;
    let exchange: Exchange;

    beforeAll(async () => {
      broker = transport === 'rabbitmq' ? await borrowBroker() : undefined;
    });
    beforeEach(async () => {
      exchange = await Exchange.open(transport, broker?.url);
      await exchange.startProducer();
    });
    afterEach(() => exchange.close());
    afterAll(() => broker?.release());

    const startConsumer = (behaviour: Behaviour = {}) =>
      exchange.startConsumer(behaviour, { reconcileSeconds: aDay });

    const consumedAreReported = async (count: number) => {
      const told = await exchange.tell(someEvents(count), 500);
      await exchange.takenAre(count);
      await exchange.isDrained();
      return told;
    };

    it('reads everything again and heals exactly what is missing', async () => {
      const consumer = await startConsumer();
      const told = await consumedAreReported(700);
      await exchange.consumerDatabase.query(`delete from taken where place % 7 = 0`);
      const run = await ended(consumer, await request(consumer));
      expect(run).toMatchObject({
        kind: 'requested',
        state: 'done',
        from: 0,
        to: 700,
        position: 700,
        events: 700,
        healed: { taken: 100 },
      });
      expect(idsOf(await exchange.taken())).toEqual(idsOf(told));
    });

    it('may begin at a position, and leaves alone what is before it', async () => {
      const consumer = await startConsumer();
      await consumedAreReported(20);
      await exchange.consumerDatabase.query(`delete from taken`);
      expect(await ended(consumer, await request(consumer, 15))).toMatchObject({
        events: 5,
        healed: { taken: 5 },
      });
      expect(await exchange.taken()).toHaveLength(5);
    });

    it('goes on where it stood when its instance ended, and counts each once', async () => {
      let isFailing = false;
      let batches = 0;
      const consumer = await startConsumer({
        during: () => {
          batches += isFailing ? 1 : 0;
          if (isFailing && batches > 1) {
            throw new Problem('unavailable', 'not-now', 'Not now.');
          }
        },
      });
      await consumedAreReported(1500);
      await exchange.consumerDatabase.query(`delete from taken`);
      isFailing = true;
      const run = await request(consumer);
      await until('it was interrupted', () => batches > 1);
      expect(await exchange.taken()).toHaveLength(500);
      await exchange.stop(consumer);
      const other = await startConsumer();
      expect(await ended(other, run)).toMatchObject({ events: 1500, healed: { taken: 1500 }, error: null });
      expect((await exchange.taken()).every(({ times }) => times === 1)).toBe(true);
    });

    it('is done once, however many instances there are and however often it is asked for under one key', async () => {
      const [first, second] = [await startConsumer(), await startConsumer()];
      await consumedAreReported(30);
      await exchange.consumerDatabase.query(`delete from taken`);
      const key = { 'idempotency-key': uuidv4() };
      const ask = async (app: INestApplication) =>
        (await apiOf(app)).post('/reconciliation/runs', { producer: 'auth' }, key);
      const answers = await Promise.all([ask(first), ask(second), ask(first)]);
      const asked = answers.map(({ body }) => reconciliationRun.parse(body));
      expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
      for (const run of asked) {
        expect(await ended(first, run)).toMatchObject({ events: 30, healed: { taken: 30 } });
      }
      expect((await exchange.taken()).every(({ times }) => times === 1)).toBe(true);
    });

    it('says why it cannot be', async () => {
      const consumer = await startConsumer();
      await consumedAreReported(5);
      const api = await apiOf(consumer);
      expect(await api.post('/reconciliation/runs', { producer: 'post' })).toMatchObject({
        status: 404,
        body: { type: 'urn:ates:problem:unknown-producer' },
      });
      for (const body of [{}, { producer: 'auth', from: -1 }, { producer: 'auth', until: 3 }]) {
        expect((await api.post('/reconciliation/runs', body)).status).toBe(400);
      }
      expect(await api.get(`/reconciliation/runs/${uuidv4()}`)).toMatchObject({
        status: 404,
        body: { type: 'urn:ates:problem:reconciliation-not-found' },
      });
      expect(await ended(consumer, await request(consumer, 6))).toMatchObject({
        state: 'failed',
        error: 'the feed ends at 5, before 6',
      });
    });

    it('shows what waits for an operator, as a figure and as a gauge', async () => {
      const behaviour: Behaviour = {
        during: () => {
          throw new Error('not today');
        },
      };
      const consumer = await startConsumer(behaviour);
      await exchange.tell(someEvents(3));
      await exchange.parkedAre(3);
      expect((await stateOf(consumer)).figures).toMatchObject({ parked_messages: 3 });
    });
  },
);
