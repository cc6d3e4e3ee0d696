import { v4 as uuidv4 } from 'uuid';
import { Exchange } from './support/exchange.js';
import { someEvents } from './support/services.js';
import { until } from '../../../test/support/until.js';

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

describe('A consumer of a feed', () => {
  let exchange: Exchange;

  beforeEach(async () => {
    exchange = await Exchange.open('feed', undefined);
    await exchange.startProducer();
  });
  afterEach(() => exchange.close());

  /** As a restore from a backup does: only the first `count` events were ever told. */
  const restoreProducerTo = (count: number) =>
    exchange.producerDatabase.query(
      `with gone as (delete from outbox where position > ${count}) update outbox_head set last_position = ${count}`,
    );

  it('begins anew with a producer that was restored to an earlier state, and misses nothing of the new time', async () => {
    await exchange.startConsumer();
    const told = await exchange.tell(someEvents(20));
    await exchange.takenAre(20);
    await exchange.isDrained();
    await restoreProducerTo(10);
    const anew = await exchange.tell(someEvents(5));
    const taken = await exchange.takenAre(25);
    expect(idsOf(taken)).toEqual(idsOf([...told, ...anew]));
  });

  it('notices another event at its position, when the producer went on since it was restored', async () => {
    const consumer = await exchange.startConsumer();
    const told = await exchange.tell(someEvents(20));
    await exchange.takenAre(20);
    await exchange.isDrained();
    await exchange.stop(consumer);
    await restoreProducerTo(10);
    const anew = await exchange.tell(someEvents(30));
    await exchange.startConsumer();
    const taken = await exchange.takenAre(50);
    expect(idsOf(taken)).toEqual(idsOf([...told, ...anew]));
  });

  it('passes over what nobody here takes, without asking for it again', async () => {
    await exchange.startConsumer();
    await exchange.producerDatabase.query(
      `insert into outbox (id, type, version, body)
       select gen_random_uuid(), 'auth.key.rotated', 1, '{}' from generate_series(1, 1200)`,
    );
    const told = await exchange.tell(someEvents(5));
    expect(idsOf(await exchange.takenAre(5))).toEqual(idsOf(told));
    await exchange.producerDatabase.query(
      `insert into outbox (id, type, version, body) values ('${uuidv4()}', 'auth.key.rotated', 1, '{}')`,
    );
    await exchange.isDrained();
    expect(await exchange.parked()).toEqual([]);
  });

  it('goes on by itself when the producer comes back', async () => {
    await exchange.startConsumer();
    const before = await exchange.tell(someEvents(5));
    await exchange.takenAre(5);
    const { port } = new URL(await exchange.producer.getUrl());
    await exchange.stop(exchange.producer);
    await exchange.startProducer(Number(port));
    const after = await exchange.tell(someEvents(5));
    const taken = await until('all are taken', () => exchange.takenAre(10));
    expect(idsOf(taken)).toEqual(idsOf([...before, ...after]));
  });
});
