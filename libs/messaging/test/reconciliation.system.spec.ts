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
  runs.filter(({ kind }) => kind !== 'first').reduce((sum, { healed }) => sum + (healed['consumed'] ?? 0), 0);

const request = async (app: INestApplication, from?: number): Promise<ReconciliationRun> => {
  const answer = await (await apiOf(app)).post('/reconciliation/runs', { producer: 'auth', from });
  expect(answer.status).toBe(202);
  return reconciliationRun.parse(answer.body);
};

/** Waits until a run has finished. */
const finished = (app: INestApplication, { id }: ReconciliationRun): Promise<ReconciliationRun> =>
  until('the run has finished', async () => {
    const { body } = await (await apiOf(app)).get(`/reconciliation/runs/${id}`);
    const run = reconciliationRun.parse(body);
    return run.finished_at === null ? undefined : run;
  });

describe('Reconciliation with RabbitMQ (F11)', () => {
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

  /** Emits events that the broker accepts and then loses while no consumer runs. */
  const emitAndLose = async (count: number) => {
    const emitted = await exchange.emit(someEvents(count));
    await until('all are in the queue', async () => (await messagesInQueue()) === count);
    await purge();
    return emitted;
  };

  it('heals what the broker lost and reports how many effects it healed', async () => {
    await exchange.stop(await exchange.startConsumer());
    const lost = await emitAndLose(50);
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 1 });
    expect(idsOf(await exchange.untilConsumed(50))).toEqual(idsOf(lost));
    const runs = await until('the run is recorded', async () => {
      const recorded = await runsOf(consumer);
      return healedBy(recorded) > 0 && recorded.every(({ state }) => state === 'done') ? recorded : undefined;
    });
    expect(healedBy(runs)).toBe(50);
    expect(runs.find(({ healed }) => healed['consumed'])).toMatchObject({ kind: 'periodic', error: null });
  });

  it('heals events published while the queue was gone', async () => {
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 1 });
    await exchange.withChannel((channel) => channel.deleteQueue(exchange.queue));
    const emitted = await exchange.emit(someEvents(30));
    expect(idsOf(await exchange.untilConsumed(30))).toEqual(idsOf(emitted));
    await until('everything is compared', async () => (await stateOf(consumer)).producers[0]?.lag === 0);
    expect((await exchange.consumed()).length).toBe(30);
  });

  it('changes and reports nothing when nothing is missing', async () => {
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 1 });
    await exchange.emit(someEvents(40));
    await exchange.untilConsumed(40);
    const state = await until('everything is compared', async () => {
      const [producer] = (await stateOf(consumer)).producers;
      return producer?.lag === 0 ? producer : undefined;
    });
    expect(state).toMatchObject({ position: 40, head: 40 });
    expect(healedBy(state.runs)).toBe(0);
    expect(await exchange.parked()).toEqual([]);
  });

  it('leaves events published since its last run to the broker', async () => {
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: aDay });
    await exchange.emit(someEvents(20));
    await exchange.untilConsumed(20);
    const [producer] = (await stateOf(consumer)).producers;
    expect(producer).toMatchObject({ position: 0, head: 20, lag: 20, runs: [] });
  });

  it('reads up to a requested position at once, even if another instance holds the lease', async () => {
    await exchange.stop(await exchange.startConsumer());
    const lost = await emitAndLose(20);
    const reading = await exchange.startConsumer({}, { reconcileSeconds: aDay });
    const other = await exchange.startConsumer({}, { reconcileSeconds: aDay });
    const head = await other.get(ProducerFeeds).head('auth');
    expect(head).toBe(20);
    await other.get(ProducerFeeds).readUpTo('auth', head);
    await until(
      'the feed is read up to its end',
      async () => (await other.get(ProducerFeeds).reached('auth')) === head,
    );
    expect(idsOf(await exchange.consumed())).toEqual(idsOf(lost));
    expect(healedBy(await runsOf(reading))).toBe(20);
  });

  it('heals what is missing after the database was restored from a backup', async () => {
    const before = await exchange.startConsumer();
    await exchange.emit(someEvents(20));
    await exchange.untilConsumed(20);
    await exchange.stop(before);
    // What a backup lacks: the effects, and that the events were consumed.
    await exchange.consumerDatabase.query(`delete from consumed where place > 5`);
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 1 });
    await exchange.untilConsumed(20);
    await until('the healed effects are reported', async () => healedBy(await runsOf(consumer)) === 15);
  });
});

describe.each(['rabbitmq', 'feed'] as Transport[])('A requested comparison over %s (F11)', (transport) => {
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

  const emitAndConsume = async (count: number) => {
    const emitted = await exchange.emit(someEvents(count), 500);
    await exchange.untilConsumed(count);
    await exchange.untilSettled();
    return emitted;
  };

  it('rereads the whole feed and heals exactly what is missing', async () => {
    const consumer = await startConsumer();
    const emitted = await emitAndConsume(700);
    await exchange.consumerDatabase.query(`delete from consumed where place % 7 = 0`);
    const run = await finished(consumer, await request(consumer));
    expect(run).toMatchObject({
      kind: 'requested',
      state: 'done',
      from: 0,
      to: 700,
      position: 700,
      events: 700,
      healed: { consumed: 100 },
    });
    expect(idsOf(await exchange.consumed())).toEqual(idsOf(emitted));
  });

  it('starts after a given position and ignores what is before it', async () => {
    const consumer = await startConsumer();
    await emitAndConsume(20);
    await exchange.consumerDatabase.query(`delete from consumed`);
    expect(await finished(consumer, await request(consumer, 15))).toMatchObject({
      events: 5,
      healed: { consumed: 5 },
    });
    expect(await exchange.consumed()).toHaveLength(5);
  });

  it('continues on another instance where it stopped and counts each event once', async () => {
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
    await emitAndConsume(1500);
    await exchange.consumerDatabase.query(`delete from consumed`);
    isFailing = true;
    const run = await request(consumer);
    await until('the run is interrupted', () => batches > 1);
    expect(await exchange.consumed()).toHaveLength(500);
    await exchange.stop(consumer);
    const other = await startConsumer();
    expect(await finished(other, run)).toMatchObject({
      events: 1500,
      healed: { consumed: 1500 },
      error: null,
    });
    expect((await exchange.consumed()).every(({ times }) => times === 1)).toBe(true);
  });

  it('runs once, with several instances and repeated requests with one Idempotency-Key', async () => {
    const [first, second] = [await startConsumer(), await startConsumer()];
    await emitAndConsume(30);
    await exchange.consumerDatabase.query(`delete from consumed`);
    const key = { 'idempotency-key': uuidv4() };
    const requestAgain = async (app: INestApplication) =>
      (await apiOf(app)).post('/reconciliation/runs', { producer: 'auth' }, key);
    const answers = await Promise.all([requestAgain(first), requestAgain(second), requestAgain(first)]);
    const requested = answers.map(({ body }) => reconciliationRun.parse(body));
    expect(new Set(requested.map(({ id }) => id)).size).toBe(1);
    for (const run of requested) {
      expect(await finished(first, run)).toMatchObject({ events: 30, healed: { consumed: 30 } });
    }
    expect((await exchange.consumed()).every(({ times }) => times === 1)).toBe(true);
  });

  it('reports why it is rejected or failed', async () => {
    const consumer = await startConsumer();
    await emitAndConsume(5);
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
    expect(await finished(consumer, await request(consumer, 6))).toMatchObject({
      state: 'failed',
      error: 'the feed ends at 5, before 6',
    });
  });

  it('counts parked messages among its figures', async () => {
    const behaviour: Behaviour = {
      during: () => {
        throw new Error('not today');
      },
    };
    const consumer = await startConsumer(behaviour);
    await exchange.emit(someEvents(3));
    await exchange.untilParked(3);
    expect((await stateOf(consumer)).figures).toMatchObject({ parked_messages: 3 });
  });
});
