import { v4 as uuidv4 } from 'uuid';
import { Exchange } from './support/exchange.js';
import { someEvents, urlOf } from './support/services.js';
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

  it('reads pages of at most a megabyte, and parks an event that is larger unread (S4, S6)', async () => {
    await exchange.startConsumer();
    const padded = (count: number, length: number, from: number) =>
      exchange.producerDatabase.query(
        `insert into outbox (id, type, version, body)
         select gen_random_uuid(), 'auth.user.created', 1,
                json_build_object('user_id', gen_random_uuid(), 'timestamp', now(), 'padding', repeat('x', $2))
         from generate_series($3::int, $3::int + $1::int - 1)`,
        [count, length, from],
      );
    await padded(40, 200_000, 1);
    await exchange.takenAre(40);
    const page = await fetch(`${await urlOf(exchange.producer)}/events?limit=40`).then((answer) =>
      answer.text(),
    );
    expect(page.length).toBeLessThan(1_500_000);
    await padded(1, 2_000_000, 41);
    const told = await exchange.tell(someEvents(1));
    expect(idsOf(await exchange.takenAre(41)).at(-1)).toBe(told[0]?.id);
    const [parked] = await exchange.parkedAre(1);
    expect(parked?.reason).toContain('the limit is 1048576 bytes');
    expect(parked?.body.length).toBeGreaterThan(2_000_000);
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
